import type { Value } from '../graph.ts';
import { unaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';

/** y = x². */
export const squareOperation = unaryOperation({
  name: 'square',
  evaluate: x => x * x,
  gradient: (gradient, x) => multiply(gradient, multiply(x, x.graph.scalar(2))),
});

/** Square, any shape. */
export function square(x: Value): Value {
  return x.graph.apply(squareOperation, [x], {})[0]!;
}
