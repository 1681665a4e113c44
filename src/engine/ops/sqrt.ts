import type { Value } from '../graph.ts';
import { divide } from './divide.ts';
import { unaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';

/** y = √x, for x ≥ 0. The derivative 1/(2y) is infinite at 0. */
export const sqrtOperation = unaryOperation({
  name: 'sqrt',
  evaluate: x => Math.sqrt(x),
  gradient: (gradient, _x, y) => divide(multiply(gradient, y.graph.scalar(0.5)), y),
});

/** Square root, any shape. */
export function sqrt(x: Value): Value {
  return x.graph.apply(sqrtOperation, [x], {})[0]!;
}
