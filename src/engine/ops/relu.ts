import type { Value } from '../graph.ts';
import { unaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { positive } from './positive.ts';

/** y = max(x, 0). The derivative at 0 is taken as 0. */
export const reluOperation = unaryOperation({
  name: 'relu',
  evaluate: x => Math.max(x, 0),
  gradient: (gradient, _x, y) => multiply(gradient, positive(y)),
});

/** Rectified linear unit, any shape. */
export function relu(x: Value): Value {
  return x.graph.apply(reluOperation, [x], {})[0]!;
}
