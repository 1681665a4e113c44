import type { Value } from '../graph.ts';
import { binaryOperation } from './elementwise.ts';

/** y = a + b, broadcast. */
export const addOperation = binaryOperation({
  name: 'add',
  evaluate: (a, b) => a + b,
  gradient: gradient => [gradient, gradient],
});

/** Sum of two tensors, broadcast as in NumPy. */
export function add(a: Value, b: Value): Value {
  return a.graph.apply(addOperation, [a, b], {})[0]!;
}
