import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sameShape, sizeOf } from '../shape.ts';
import { requireFloats } from './input-types.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { sigmoid } from './sigmoid.ts';
import { subtract } from './subtract.ts';

/**
 * loss = −t · ln σ(x) − (1 − t) · ln(1 − σ(x)) = max(x, 0) − x · t + ln(1 + e^−|x|), element by element; the last form does not
 * overflow. x (logits) and t (targets, 0…1) of one shape. ∂loss/∂x = σ(x) − t, ∂loss/∂t = −x.
 */
export const sigmoidCrossEntropyOperation: Operation = {
  name: 'sigmoidCrossEntropy',
  infer(inputs, _attributes, fail) {
    requireFloats(inputs, fail);
    if (!sameShape(inputs[0]!.shape, inputs[1]!.shape)) return fail('needs logits and targets of one shape');
    return [{ shape: inputs[0]!.shape, dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient({ inputs: [x, t] }, [gradient]) {
    return [multiply(gradient!, subtract(sigmoid(x!), t!)), negate(multiply(gradient!, x!))];
  },
  evaluate([x, t], [loss]) {
    for (let i = 0; i < x!.data.length; i++) {
      const logit = x!.data[i]!;
      loss!.data[i] = Math.max(logit, 0) - logit * t!.data[i]! + Math.log1p(Math.exp(-Math.abs(logit)));
    }
  },
  flops: ([x]) => 7 * sizeOf(x!.shape),
};

/** Binary cross entropy of sigmoid(logits) with `targets`, element by element. */
export function sigmoidCrossEntropy(logits: Value, targets: Value): Value {
  return logits.graph.apply(sigmoidCrossEntropyOperation, [logits, targets], {})[0]!;
}
