import type { Value } from '../graph.ts';
import { binaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { positive } from './positive.ts';
import { subtract } from './subtract.ts';

/** y = max(a, b), broadcast. Where a = b the gradient goes to b, so that maximum(x, 0) has the gradient of relu. */
export const maximumOperation = binaryOperation({
  name: 'maximum',
  evaluate: (a, b) => Math.max(a, b),
  gradient(gradient, a, b) {
    const gradientA = multiply(gradient, positive(subtract(a, b)));
    return [gradientA, subtract(gradient, gradientA)];
  },
});

/** The larger of two tensors element by element, broadcast as in NumPy. */
export function maximum(a: Value, b: Value): Value {
  return a.graph.apply(maximumOperation, [a, b], {})[0]!;
}
