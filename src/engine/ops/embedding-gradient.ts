import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { indexAt } from './class-labels.ts';
import { embedding } from './embedding.ts';
import { requireTypes } from './input-types.ts';

type EmbeddingGradientAttributes = { readonly rows: number };

/** dtable[v, d] = Σ_{n : indices[n] = v} g[n, d]: indices i32 [N], g [N, D] → dtable [rows, D]. */
export const embeddingGradientOperation: Operation<EmbeddingGradientAttributes> = {
  name: 'embeddingGradient',
  infer(inputs, { rows }, fail) {
    requireTypes(inputs, ['i32', 'f32'], fail);
    const [indices, g] = inputs;
    if (indices!.shape.length !== 1 || g!.shape.length !== 2 || indices!.shape[0] !== g!.shape[0])
      return fail('needs indices [N] and g [N, D]');
    return [{ shape: [rows, g!.shape[1]!], dtype: 'f32' }];
  },
  isRowwise: () => false,
  gradient: ({ inputs: [indices] }, [gradient]) => [undefined, embedding(gradient!, indices!)],
  evaluate([indices, g], [table], { rows }) {
    const width = g!.shape[1]!;
    table!.data.fill(0);
    for (let n = 0; n < indices!.data.length; n++) {
      const row = indexAt(indices!, n, rows);
      for (let d = 0; d < width; d++) table!.data[row * width + d]! += g!.data[n * width + d]!;
    }
  },
  flops: ([, g]) => sizeOf(g!.shape),
};

/** Gradient of embedding with respect to its table of `rows` rows, given that of its result, g [N, D]. */
export function embeddingGradient(indices: Value, g: Value, rows: number): Value {
  return g.graph.apply(embeddingGradientOperation, [indices, g], { rows })[0]!;
}
