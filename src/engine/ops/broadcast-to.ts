import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { broadcastShapes, formatShape, type Shape, sameShape } from '../shape.ts';
import { broadcastIndex } from './broadcasting.ts';
import { requireFloats } from './input-types.ts';
import { sumToShape } from './sum-to-shape.ts';

type BroadcastAttributes = { readonly shape: Shape };

/** y = x stretched to `shape` as NumPy's broadcast_to: aligned at the right, axes of size 1 repeat. */
export const broadcastToOperation: Operation<BroadcastAttributes> = {
  name: 'broadcastTo',
  infer(inputs, { shape }, fail) {
    requireFloats(inputs, fail);
    const stretched = broadcastShapes(inputs[0]!.shape, shape);
    if (!stretched || !sameShape(stretched, shape))
      return fail(`cannot be stretched to ${formatShape(shape)}`);
    return [{ shape, dtype: 'f32' }];
  },
  isRowwise: (_batched, [x], { shape }) => x!.shape.length === shape.length && x!.shape[0] === shape[0],
  gradient: ({ inputs: [x] }, [gradient]) => [sumToShape(gradient!, x!.shape)],
  evaluate([x], [y]) {
    const index = broadcastIndex(x!.shape, y!.shape);
    for (let i = 0; i < y!.data.length; i++) y!.data[i] = x!.data[index(i)]!;
  },
  flops: () => 0,
};

/** x repeated to `shape`, any ranks that broadcast. */
export function broadcastTo(x: Value, shape: Shape): Value {
  return x.graph.apply(broadcastToOperation, [x], { shape })[0]!;
}
