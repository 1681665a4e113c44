import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';

type ReshapeAttributes = { readonly shape: Shape };

/** y has the elements of x in the same row-major order under another shape of the same size. Any element type. */
export const reshapeOperation: Operation<ReshapeAttributes> = {
  name: 'reshape',
  infer([x], { shape }, fail) {
    if (sizeOf(shape) !== sizeOf(x!.shape))
      return fail(`${formatShape(shape)} has another number of elements`);
    return [{ shape, dtype: x!.dtype }];
  },
  isRowwise: (_batched, [x], { shape }) => shape.length > 0 && x!.shape[0] === shape[0],
  gradient: ({ inputs: [x] }, [gradient]) => [reshape(gradient!, x!.shape)],
  evaluate([x], [y]) {
    y!.data.set(x!.data);
  },
  flops: () => 0,
};

/** The elements of x under another shape. */
export function reshape(x: Value, shape: Shape): Value {
  return x.graph.apply(reshapeOperation, [x], { shape })[0]!;
}
