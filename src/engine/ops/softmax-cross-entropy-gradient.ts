import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sameShape, sizeOf } from '../shape.ts';
import { indexAt, type LabelSmoothing, requireLabeledLogits } from './class-labels.ts';
import { fill } from './fill.ts';
import { logSumExp } from './log-sum-exp.ts';
import { multiply } from './multiply.ts';
import { reshape } from './reshape.ts';
import { softmax } from './softmax.ts';
import { subtract } from './subtract.ts';
import { sum } from './sum.ts';

/**
 * dlogits[n, c] = g[n] · (p[n, c] − t[n, c]), p and t as in softmaxCrossEntropy.
 * logits [N, C], labels i32 [N], g [N] → dlogits [N, C].
 */
export const softmaxCrossEntropyGradientOperation: Operation<LabelSmoothing> = {
  name: 'softmaxCrossEntropyGradient',
  infer([logits, labels, g], _attributes, fail) {
    requireLabeledLogits([logits!, labels!], fail);
    if (g!.dtype !== 'f32' || !sameShape(g!.shape, labels!.shape))
      return fail('needs one float gradient a row');
    return [{ shape: logits!.shape, dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient({ inputs: [logits, labels, g], attributes }, [gradient]) {
    const p = softmax(logits!);
    const weighted = multiply(p, gradient!);
    const spread = subtract(weighted, multiply(p, sum(weighted, [1], { keepDims: true })));
    const ones = fill(g!.graph, g!.shape, 1);
    const difference = softmaxCrossEntropyGradient(logits!, labels!, ones, attributes);
    return [
      multiply(spread, reshape(g!, [...g!.shape, 1])),
      undefined,
      sum(multiply(gradient!, difference), [1]),
    ];
  },
  evaluate([logits, labels, g], [dlogits], { labelSmoothing }) {
    const [batch, classes] = logits!.shape as [number, number];
    for (let n = 0; n < batch; n++) {
      const row = n * classes;
      const { max, total } = logSumExp(logits!, row, classes);
      const label = indexAt(labels!, n, classes);
      for (let c = 0; c < classes; c++) {
        const target = (c === label ? 1 - labelSmoothing : 0) + labelSmoothing / classes;
        dlogits!.data[row + c] = g!.data[n]! * (Math.exp(logits!.data[row + c]! - max) / total - target);
      }
    }
  },
  flops: ([logits]) => 6 * sizeOf(logits!.shape),
};

/** Gradient of softmaxCrossEntropy with respect to the logits [N, C], given that of its result, g [N]. */
export function softmaxCrossEntropyGradient(
  logits: Value,
  labels: Value,
  g: Value,
  { labelSmoothing = 0 }: Partial<LabelSmoothing> = {},
): Value {
  const inputs = [logits, labels, g];
  return logits.graph.apply(softmaxCrossEntropyGradientOperation, inputs, { labelSmoothing })[0]!;
}
