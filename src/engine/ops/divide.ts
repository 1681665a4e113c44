import type { Value } from '../graph.ts';
import { binaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';

/** y = a / b, broadcast. ∂y/∂a = 1/b, ∂y/∂b = −y/b. */
export const divideOperation = binaryOperation({
  name: 'divide',
  evaluate: (a, b) => a / b,
  gradient(gradient, _a, b, y) {
    const gradientA = divide(gradient, b);
    return [gradientA, negate(multiply(gradientA, y))];
  },
});

/** Quotient of two tensors element by element, broadcast as in NumPy. */
export function divide(a: Value, b: Value): Value {
  return a.graph.apply(divideOperation, [a, b], {})[0]!;
}
