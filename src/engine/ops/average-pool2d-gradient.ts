import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { averagePool2d } from './average-pool2d.ts';
import { forEachWindow, type PoolAttributes, requirePooled } from './pool-geometry.ts';

type AveragePoolGradientAttributes = PoolAttributes & { readonly inputShape: Shape };

/** dx[p] = 1/size² · Σ g[q] over the windows q that hold pixel p: g [N, OH, OW, C] → dx [N, H, W, C] = inputShape. */
export const averagePool2dGradientOperation: Operation<AveragePoolGradientAttributes> = {
  name: 'averagePool2dGradient',
  infer([g], attributes, fail) {
    requirePooled(attributes.inputShape, g!, attributes, fail);
    return [{ shape: attributes.inputShape, dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient: ({ attributes }, [gradient]) => [averagePool2d(gradient!, attributes)],
  evaluate([g], [dx], attributes) {
    dx!.data.fill(0);
    forEachWindow(dx!.shape, g!.shape, attributes, (output, window) => {
      for (const pixel of window) dx!.data[pixel]! += g!.data[output]! / window.length;
    });
  },
  flops: ([g], _outputs, { size }) => sizeOf(g!.shape) * size * size,
};

/** Gradient of averagePool2d with respect to its input of shape `inputShape`, given that of its result, g [N, OH, OW, C]. */
export function averagePool2dGradient(g: Value, inputShape: Shape, { size, stride }: PoolAttributes): Value {
  return g.graph.apply(averagePool2dGradientOperation, [g], { size, stride, inputShape })[0]!;
}
