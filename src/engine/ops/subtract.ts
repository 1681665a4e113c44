import type { Value } from '../graph.ts';
import { binaryOperation } from './elementwise.ts';
import { negate } from './negate.ts';

/** y = a − b, broadcast. */
export const subtractOperation = binaryOperation({
  name: 'subtract',
  evaluate: (a, b) => a - b,
  gradient: gradient => [gradient, negate(gradient)],
});

/** Difference of two tensors, broadcast as in NumPy. */
export function subtract(a: Value, b: Value): Value {
  return a.graph.apply(subtractOperation, [a, b], {})[0]!;
}
