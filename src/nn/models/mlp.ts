import { relu, reshape, sizeOf } from '../../engine/index.ts';
import { type InitName, kernelInitializers } from '../initializers.ts';
import { batchNormalization } from '../layers/batch-normalization.ts';
import { dense } from '../layers/dense.ts';
import { dropoutLayer } from '../layers/dropout-layer.ts';
import type { Classifier } from '../model.ts';
import type { NormName } from './norm.ts';

export interface MlpOptions {
  readonly classes: number;
  /** Units of the hidden layers, from the input on; none make it a linear classifier. */
  readonly hidden: readonly number[];
  readonly norm: NormName;
  readonly init: InitName;
  /** Share of each hidden layer's outputs dropped in training. */
  readonly dropout: number;
}

/**
 * A fully connected network on the 784 pixels: hidden layers with ReLU, then dense `classes`. With `norm:
 * 'batch'` each hidden layer is followed by batch norm, before the ReLU, and has no bias. Penalties are on
 * the kernels of the hidden layers.
 */
export function mlp({ classes, hidden, norm, init, dropout }: MlpOptions): Classifier {
  const initializer = kernelInitializers[init];
  return {
    classes,
    build(x, scope) {
      const pixels = reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]);
      const features = hidden.reduce((y, units, index) => {
        const number = index + 1;
        const bias = norm === 'none';
        const z = dense(scope.within(`dense${number}`), y, { units, initializer, bias, penalized: true });
        const normed = norm === 'batch' ? batchNormalization(scope.within(`norm${number}`), z) : z;
        return dropoutLayer(scope, relu(normed), dropout);
      }, pixels);
      return dense(scope.within(`dense${hidden.length + 1}`), features, { units: classes, initializer });
    },
  };
}
