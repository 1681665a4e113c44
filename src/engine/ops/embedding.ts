import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { indexAt } from './class-labels.ts';
import { embeddingGradient } from './embedding-gradient.ts';
import { requireTypes } from './input-types.ts';

/** y[n, d] = table[indices[n], d]: table [V, D], indices i32 [N] of 0…V − 1 → y [N, D]. */
export const embeddingOperation: Operation = {
  name: 'embedding',
  infer(inputs, _attributes, fail) {
    requireTypes(inputs, ['f32', 'i32'], fail);
    const [table, indices] = inputs;
    if (table!.shape.length !== 2 || indices!.shape.length !== 1)
      return fail('needs a table [V, D] and indices [N]');
    return [{ shape: [indices!.shape[0]!, table!.shape[1]!], dtype: 'f32' }];
  },
  isRowwise: ([tableBatched]) => !tableBatched,
  gradient({ inputs: [table, indices] }, [gradient]) {
    return [embeddingGradient(indices!, gradient!, table!.shape[0]!), undefined];
  },
  evaluate([table, indices], [y]) {
    const [rows, width] = table!.shape as [number, number];
    for (let n = 0; n < indices!.data.length; n++) {
      const row = indexAt(indices!, n, rows);
      for (let d = 0; d < width; d++) y!.data[n * width + d] = table!.data[row * width + d]!;
    }
  },
  flops: () => 0,
};

/** Rows `indices` (i32 [N]) of `table` [V, D] → [N, D]. */
export function embedding(table: Value, indices: Value): Value {
  return table.graph.apply(embeddingOperation, [table, indices], {})[0]!;
}
