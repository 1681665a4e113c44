import type { Value } from '../graph.ts';
import { unaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { square } from './square.ts';
import { subtract } from './subtract.ts';

/** y = tanh x. y′ = 1 − y². */
export const tanhOperation = unaryOperation({
  name: 'tanh',
  evaluate: x => Math.tanh(x),
  gradient: (gradient, _x, y) => multiply(gradient, subtract(y.graph.scalar(1), square(y))),
});

/** Hyperbolic tangent, any shape. */
export function tanh(x: Value): Value {
  return x.graph.apply(tanhOperation, [x], {})[0]!;
}
