import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { averagePool2dGradient } from './average-pool2d-gradient.ts';
import { requireFloats } from './input-types.ts';
import { forEachWindow, type PoolAttributes, pooledShape } from './pool-geometry.ts';

/**
 * y[n, i, j, c] = 1/size² · Σ_{a, b < size} x[n, i·stride + a, j·stride + b, c]
 * x [N, H, W, C] → y [N, ⌊(H − size) / stride⌋ + 1, ⌊(W − size) / stride⌋ + 1, C].
 */
export const averagePool2dOperation: Operation<PoolAttributes> = {
  name: 'averagePool2d',
  infer(inputs, attributes, fail) {
    requireFloats(inputs, fail);
    return [{ shape: pooledShape(inputs[0]!.shape, attributes, fail), dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient: ({ inputs: [x], attributes }, [gradient]) => [
    averagePool2dGradient(gradient!, x!.shape, attributes),
  ],
  evaluate([x], [y], attributes) {
    forEachWindow(x!.shape, y!.shape, attributes, (output, window) => {
      y!.data[output] = window.reduce((sum, pixel) => sum + x!.data[pixel]!, 0) / window.length;
    });
  },
  flops: (_inputs, [y], { size }) => sizeOf(y!.shape) * size * size,
};

/** Mean of each window of x [N, H, W, C]. Odd last rows and columns that fill no window are dropped. */
export function averagePool2d(x: Value, { size = 2, stride = size }: Partial<PoolAttributes> = {}): Value {
  return x.graph.apply(averagePool2dOperation, [x], { size, stride })[0]!;
}
