import type { Value } from '../graph.ts';
import { unaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

/** y = 1 / (1 + e⁻ˣ). y′ = y · (1 − y). */
export const sigmoidOperation = unaryOperation({
  name: 'sigmoid',
  evaluate: x => 1 / (1 + Math.exp(-x)),
  gradient: (gradient, _x, y) => multiply(gradient, multiply(y, subtract(y.graph.scalar(1), y))),
});

/** Logistic function, any shape. */
export function sigmoid(x: Value): Value {
  return x.graph.apply(sigmoidOperation, [x], {})[0]!;
}
