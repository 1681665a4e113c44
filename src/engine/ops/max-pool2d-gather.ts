import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sameShape, sizeOf } from '../shape.ts';
import { requireFloats } from './input-types.ts';
import { maxPool2dGradient } from './max-pool2d-gradient.ts';
import { firstLargest, forEachWindow, type PoolAttributes, pooledShape } from './pool-geometry.ts';

/**
 * y[q] = v[p], p the pixel of x that wins window q: x and v [N, H, W, C] → y [N, OH, OW, C].
 * The derivative of maxPool2d at x in the direction v, and the adjoint of maxPool2dGradient.
 */
export const maxPool2dGatherOperation: Operation<PoolAttributes> = {
  name: 'maxPool2dGather',
  infer(inputs, attributes, fail) {
    requireFloats(inputs, fail);
    const [x, v] = inputs;
    if (!sameShape(x!.shape, v!.shape)) return fail('the two images must have the same shape');
    return [{ shape: pooledShape(x!.shape, attributes, fail), dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient({ inputs: [x], attributes }, [gradient]) {
    return [undefined, maxPool2dGradient(x!, gradient!, attributes)];
  },
  evaluate([x, v], [y], attributes) {
    forEachWindow(x!.shape, y!.shape, attributes, (output, window) => {
      y!.data[output] = v!.data[firstLargest(x!, window)]!;
    });
  },
  flops: (_inputs, [y], { size }) => sizeOf(y!.shape) * size * size,
};

/** Pixels of v [N, H, W, C] at the places where x [N, H, W, C] wins its windows. */
export function maxPool2dGather(x: Value, v: Value, { size, stride }: PoolAttributes): Value {
  return x.graph.apply(maxPool2dGatherOperation, [x, v], { size, stride })[0]!;
}
