import type { Value } from '../graph.ts';
import { unaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { sign } from './sign.ts';

/** y = |x|. The derivative at 0 is taken as 0. */
export const absoluteOperation = unaryOperation({
  name: 'absolute',
  evaluate: x => Math.abs(x),
  gradient: (gradient, x) => multiply(gradient, sign(x)),
});

/** Absolute value, any shape. */
export function absolute(x: Value): Value {
  return x.graph.apply(absoluteOperation, [x], {})[0]!;
}
