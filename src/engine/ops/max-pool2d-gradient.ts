import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { requireFloats } from './input-types.ts';
import { maxPool2dGather } from './max-pool2d-gather.ts';
import { firstLargest, forEachWindow, type PoolAttributes, requirePooled } from './pool-geometry.ts';

/**
 * dx[p] = Σ g[q] over the windows q of x that pixel p wins: x [N, H, W, C], g [N, OH, OW, C] → dx [N, H, W, C].
 * As a function of x it is constant wherever it is continuous; in g it is linear, with the adjoint maxPool2dGather.
 */
export const maxPool2dGradientOperation: Operation<PoolAttributes> = {
  name: 'maxPool2dGradient',
  infer(inputs, attributes, fail) {
    requireFloats(inputs, fail);
    const [x, g] = inputs;
    requirePooled(x!.shape, g!, attributes, fail);
    return [{ shape: x!.shape, dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient({ inputs: [x], attributes }, [gradient]) {
    return [undefined, maxPool2dGather(x!, gradient!, attributes)];
  },
  evaluate([x, g], [dx], attributes) {
    dx!.data.fill(0);
    forEachWindow(x!.shape, g!.shape, attributes, (output, window) => {
      dx!.data[firstLargest(x!, window)]! += g!.data[output]!;
    });
  },
  flops: ([, g], _outputs, { size }) => sizeOf(g!.shape) * size * size,
};

/** Gradient of maxPool2d(x) given that of its result, g [N, OH, OW, C]. */
export function maxPool2dGradient(x: Value, g: Value, { size, stride }: PoolAttributes): Value {
  return x.graph.apply(maxPool2dGradientOperation, [x, g], { size, stride })[0]!;
}
