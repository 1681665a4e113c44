import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { formatShape } from '../shape.ts';
import { blockIndex } from './block-index.ts';
import { requireFloats } from './input-types.ts';
import { slice } from './slice.ts';

type PadAttributes = { readonly before: readonly number[]; readonly after: readonly number[] };

/** y is x with before[i] zeros before and after[i] zeros behind it along each axis i. */
export const padOperation: Operation<PadAttributes> = {
  name: 'pad',
  infer(inputs, { before, after }, fail) {
    requireFloats(inputs, fail);
    const { shape } = inputs[0]!;
    const isRight = (counts: readonly number[]) =>
      counts.length === shape.length && counts.every(count => Number.isInteger(count) && count >= 0);
    if (!isRight(before) || !isRight(after))
      return fail(`${formatShape(before)} and ${formatShape(after)} are not counts of zeros for each axis`);
    return [{ shape: shape.map((size, i) => before[i]! + size + after[i]!), dtype: 'f32' }];
  },
  isRowwise: (_batched, _inputs, { before, after }) => before[0] === 0 && after[0] === 0,
  gradient: ({ inputs: [x], attributes: { before } }, [gradient]) => [slice(gradient!, before, x!.shape)],
  evaluate([x], [y], { before }) {
    const place = blockIndex(x!.shape, y!.shape, before);
    y!.data.fill(0);
    for (let i = 0; i < x!.data.length; i++) y!.data[place(i)] = x!.data[i]!;
  },
  flops: () => 0,
};

/** x with zeros around it: before[i] and after[i] of them along axis i. */
export function pad(x: Value, before: readonly number[], after: readonly number[]): Value {
  return x.graph.apply(padOperation, [x], { before, after })[0]!;
}
