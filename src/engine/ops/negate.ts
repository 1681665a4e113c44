import type { Value } from '../graph.ts';
import { unaryOperation } from './elementwise.ts';

/** y = −x. */
export const negateOperation = unaryOperation({
  name: 'negate',
  evaluate: x => -x,
  gradient: gradient => negate(gradient),
});

/** −x, any shape. */
export function negate(x: Value): Value {
  return x.graph.apply(negateOperation, [x], {})[0]!;
}
