import type { Value } from '../graph.ts';
import { divide } from './divide.ts';
import { unaryOperation } from './elementwise.ts';

/** y = ln x, for x > 0. */
export const logOperation = unaryOperation({
  name: 'log',
  evaluate: x => Math.log(x),
  gradient: (gradient, x) => divide(gradient, x),
});

/** Natural logarithm, any shape. */
export function log(x: Value): Value {
  return x.graph.apply(logOperation, [x], {})[0]!;
}
