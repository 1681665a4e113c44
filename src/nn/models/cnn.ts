import { maxPool2d, relu, reshape, sizeOf, type Value } from '../../engine/index.ts';
import { type InitName, kernelInitializers } from '../initializers.ts';
import { batchNormalization } from '../layers/batch-normalization.ts';
import { convolution } from '../layers/convolution.ts';
import { dense } from '../layers/dense.ts';
import { dropoutLayer } from '../layers/dropout-layer.ts';
import type { Classifier } from '../model.ts';
import type { ParameterScope } from '../parameter-scope.ts';
import type { NormName } from './norm.ts';

export interface CnnOptions {
  readonly classes: number;
  /** Filters of the first convolution, k. */
  readonly width: number;
  readonly norm: NormName;
  readonly init: InitName;
  /** Share of the inputs of both dense layers dropped in training. */
  readonly dropout: number;
}

/** Filters of the four blocks, as multiples of the width. */
const BLOCKS = [1, 2, 4, 8];

/**
 * The study's convolutional network: four times 3×3 convolution (k, 2k, 4k, 8k filters), ReLU, 2×2 max-pool
 * (28 → 14 → 7 → 3 → 1 pixels a side), then dense 8k, ReLU, dense `classes`. 442k² + 112k + 10 parameters for
 * ten classes. With `norm: 'batch'` every convolution is followed by batch norm, before the ReLU, and has no
 * bias.
 */
export function cnn(options: CnnOptions): Classifier {
  const { classes, width, init, dropout } = options;
  const initializer = kernelInitializers[init];
  return {
    classes,
    build(x, scope) {
      const images = BLOCKS.reduce((y, multiple, index) => {
        return block(scope, y, { ...options, filters: multiple * width, number: index + 1 });
      }, x);
      const features = reshape(images, [x.shape[0]!, sizeOf(images.shape.slice(1))]);
      const kept = dropoutLayer(scope, features, dropout);
      const hidden = relu(dense(scope.within('dense1'), kept, { units: 8 * width, initializer }));
      return dense(scope.within('dense2'), dropoutLayer(scope, hidden, dropout), {
        units: classes,
        initializer,
      });
    },
  };
}

interface BlockOptions extends CnnOptions {
  readonly filters: number;
  /** From 1 on; part of the parameters' names. */
  readonly number: number;
}

/** x [N, H, W, C] → [N, ⌊H / 2⌋, ⌊W / 2⌋, filters]. */
function block(scope: ParameterScope, x: Value, { filters, number, norm, init }: BlockOptions): Value {
  const convolved = convolution(scope.within(`conv${number}`), x, {
    filters,
    kernelSize: 3,
    initializer: kernelInitializers[init],
    bias: norm === 'none',
  });
  const z = norm === 'batch' ? batchNormalization(scope.within(`norm${number}`), convolved) : convolved;
  return maxPool2d(relu(z), { size: 2, stride: 2 });
}
