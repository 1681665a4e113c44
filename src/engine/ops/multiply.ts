import type { Value } from '../graph.ts';
import { binaryOperation } from './elementwise.ts';

/** y = a · b, element by element, broadcast. */
export const multiplyOperation = binaryOperation({
  name: 'multiply',
  evaluate: (a, b) => a * b,
  gradient: (gradient, a, b) => [multiply(gradient, b), multiply(gradient, a)],
});

/** Product of two tensors element by element, broadcast as in NumPy. */
export function multiply(a: Value, b: Value): Value {
  return a.graph.apply(multiplyOperation, [a, b], {})[0]!;
}
