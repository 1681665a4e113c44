import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { indexAt, requireLabeledLogits } from './class-labels.ts';

type TopKAttributes = { readonly k: number };

/**
 * y[n] = 1 where fewer than k classes come before class labels[n], else 0. A class comes before another when its logit is larger, or
 * equal and its index lower; so k = 1 is whether the label is the (first) argmax. A logit that is NaN comes before the label's
 * and nothing is behind a label's that is NaN, so that a broken network counts as wrong.
 * logits [N, C], labels i32 [N] → y f32 [N].
 */
export const inTopKOperation: Operation<TopKAttributes> = {
  name: 'inTopK',
  infer([logits, labels], { k }, fail) {
    requireLabeledLogits([logits!, labels!], fail);
    if (!Number.isInteger(k) || k < 1) return fail(`k = ${k} is not a positive integer`);
    return [{ shape: labels!.shape, dtype: 'f32' }];
  },
  isRowwise: () => true,
  evaluate([logits, labels], [y], { k }) {
    const [batch, classes] = logits!.shape as [number, number];
    for (let n = 0; n < batch; n++) {
      const row = logits!.data.subarray(n * classes, (n + 1) * classes);
      const label = indexAt(labels!, n, classes);
      let before = 0;
      for (let c = 0; c < classes; c++) {
        const isBehind = row[c]! < row[label]! || (row[c]! === row[label]! && c > label);
        if (c !== label && !isBehind) before++;
      }
      y!.data[n] = before < k ? 1 : 0;
    }
  },
  flops: ([logits]) => sizeOf(logits!.shape),
};

/** Whether the class labels[n] is among the k largest logits[n]: 1 or 0, f32 [N]. Not differentiable. */
export function inTopK(logits: Value, labels: Value, k: number): Value {
  return logits.graph.apply(inTopKOperation, [logits, labels], { k })[0]!;
}
