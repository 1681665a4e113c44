import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { indexAt, type LabelSmoothing, requireLabeledLogits } from './class-labels.ts';
import { logSumExp } from './log-sum-exp.ts';
import { softmaxCrossEntropyGradient } from './softmax-cross-entropy-gradient.ts';

/**
 * loss[n] = −Σ_c t[n, c] · ln p[n, c], p = softmax(logits), t = (1 − labelSmoothing) · onehot(label) + labelSmoothing / C,
 * computed as ln Σ exp(z − max) − Σ t · (z − max), which neither overflows nor takes the logarithm of 0.
 * logits [N, C], labels i32 [N] of 0…C − 1 → loss [N].
 * Source of the smoothing: Szegedy et al., Rethinking the Inception Architecture, 2016, section 7.
 */
export const softmaxCrossEntropyOperation: Operation<LabelSmoothing> = {
  name: 'softmaxCrossEntropy',
  infer([logits, labels], { labelSmoothing }, fail) {
    requireLabeledLogits([logits!, labels!], fail);
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
      return fail(`a label smoothing of ${labelSmoothing} is not in 0…1`);
    return [{ shape: labels!.shape, dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient({ inputs: [logits, labels], attributes }, [gradient]) {
    return [softmaxCrossEntropyGradient(logits!, labels!, gradient!, attributes), undefined];
  },
  evaluate([logits, labels], [loss], { labelSmoothing }) {
    const [batch, classes] = logits!.shape as [number, number];
    for (let n = 0; n < batch; n++) {
      const row = n * classes;
      const { max, total } = logSumExp(logits!, row, classes);
      const labeled = logits!.data[row + indexAt(labels!, n, classes)]! - max;
      let mean = 0;
      for (let c = 0; c < classes; c++) mean += (logits!.data[row + c]! - max) / classes;
      loss!.data[n] = Math.log(total) - (1 - labelSmoothing) * labeled - labelSmoothing * mean;
    }
  },
  flops: ([logits]) => 4 * sizeOf(logits!.shape),
};

/** Cross entropy [N] of softmax(logits [N, C]) with the classes `labels` (i32 [N]), one loss a row. */
export function softmaxCrossEntropy(
  logits: Value,
  labels: Value,
  { labelSmoothing = 0 }: Partial<LabelSmoothing> = {},
): Value {
  return logits.graph.apply(softmaxCrossEntropyOperation, [logits, labels], { labelSmoothing })[0]!;
}
