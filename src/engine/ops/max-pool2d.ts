import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { requireFloats } from './input-types.ts';
import { maxPool2dGradient } from './max-pool2d-gradient.ts';
import { firstLargest, forEachWindow, type PoolAttributes, pooledShape } from './pool-geometry.ts';

/**
 * y[n, i, j, c] = max_{a, b < size} x[n, i·stride + a, j·stride + b, c]
 * x [N, H, W, C] → y [N, ⌊(H − size) / stride⌋ + 1, ⌊(W − size) / stride⌋ + 1, C]. The gradient goes to the largest pixel,
 * the first of equals in reading order.
 */
export const maxPool2dOperation: Operation<PoolAttributes> = {
  name: 'maxPool2d',
  infer(inputs, attributes, fail) {
    requireFloats(inputs, fail);
    return [{ shape: pooledShape(inputs[0]!.shape, attributes, fail), dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient: ({ inputs: [x], attributes }, [gradient]) => [maxPool2dGradient(x!, gradient!, attributes)],
  evaluate([x], [y], attributes) {
    forEachWindow(x!.shape, y!.shape, attributes, (output, window) => {
      y!.data[output] = x!.data[firstLargest(x!, window)]!;
    });
  },
  flops: (_inputs, [y], { size }) => sizeOf(y!.shape) * size * size,
};

/** Largest pixel of each window of x [N, H, W, C]. Odd last rows and columns that fill no window are dropped. */
export function maxPool2d(x: Value, { size = 2, stride = size }: Partial<PoolAttributes> = {}): Value {
  return x.graph.apply(maxPool2dOperation, [x], { size, stride })[0]!;
}
