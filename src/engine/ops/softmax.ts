import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { requireFloats } from './input-types.ts';
import { logSumExp } from './log-sum-exp.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';
import { sum } from './sum.ts';

/** y[..., c] = exp(x[..., c] − max) / Σ_k exp(x[..., k] − max), max over the last axis. ∂: y · (g − Σ_k g_k · y_k). */
export const softmaxOperation: Operation = {
  name: 'softmax',
  infer(inputs, _attributes, fail) {
    requireFloats(inputs, fail);
    if (inputs[0]!.shape.length === 0) return fail('needs at least one axis');
    return [{ shape: inputs[0]!.shape, dtype: 'f32' }];
  },
  isRowwise: (_batched, [x]) => x!.shape.length > 1,
  gradient({ outputs: [y] }, [gradient]) {
    const mean = sum(multiply(gradient!, y!), [-1], { keepDims: true });
    return [multiply(y!, subtract(gradient!, mean))];
  },
  evaluate([x], [y]) {
    const classes = x!.shape.at(-1)!;
    for (let start = 0; start < x!.data.length; start += classes) {
      const { max, total } = logSumExp(x!, start, classes);
      for (let i = start; i < start + classes; i++) y!.data[i] = Math.exp(x!.data[i]! - max) / total;
    }
  },
  flops: ([x]) => 5 * sizeOf(x!.shape),
};

/** Softmax over the last axis of x [..., C]. */
export function softmax(x: Value): Value {
  return x.graph.apply(softmaxOperation, [x], {})[0]!;
}
