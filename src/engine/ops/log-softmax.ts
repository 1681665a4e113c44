import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { requireFloats } from './input-types.ts';
import { logSumExp } from './log-sum-exp.ts';
import { multiply } from './multiply.ts';
import { softmax } from './softmax.ts';
import { subtract } from './subtract.ts';
import { sum } from './sum.ts';

/** y[..., c] = x[..., c] − max − ln Σ_k exp(x[..., k] − max), max over the last axis. ∂: g − softmax(x) · Σ_k g_k. */
export const logSoftmaxOperation: Operation = {
  name: 'logSoftmax',
  infer(inputs, _attributes, fail) {
    requireFloats(inputs, fail);
    if (inputs[0]!.shape.length === 0) return fail('needs at least one axis');
    return [{ shape: inputs[0]!.shape, dtype: 'f32' }];
  },
  isRowwise: (_batched, [x]) => x!.shape.length > 1,
  gradient({ inputs: [x] }, [gradient]) {
    return [subtract(gradient!, multiply(softmax(x!), sum(gradient!, [-1], { keepDims: true })))];
  },
  evaluate([x], [y]) {
    const classes = x!.shape.at(-1)!;
    for (let start = 0; start < x!.data.length; start += classes) {
      const { max, total } = logSumExp(x!, start, classes);
      for (let i = start; i < start + classes; i++) y!.data[i] = x!.data[i]! - max - Math.log(total);
    }
  },
  flops: ([x]) => 5 * sizeOf(x!.shape),
};

/** Logarithm of the softmax over the last axis of x [..., C]. */
export function logSoftmax(x: Value): Value {
  return x.graph.apply(logSoftmaxOperation, [x], {})[0]!;
}
