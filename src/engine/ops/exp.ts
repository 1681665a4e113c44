import type { Value } from '../graph.ts';
import { unaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';

/** y = eˣ. */
export const expOperation = unaryOperation({
  name: 'exp',
  evaluate: x => Math.exp(x),
  gradient: (gradient, _x, y) => multiply(gradient, y),
});

/** Exponential, any shape. */
export function exp(x: Value): Value {
  return x.graph.apply(expOperation, [x], {})[0]!;
}
