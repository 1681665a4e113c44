import type { Value } from '../graph.ts';
import { unaryOperation } from './elementwise.ts';

/** y = −1, 0 or 1, as x is negative, zero or positive. Its derivative is zero everywhere it exists. */
export const signOperation = unaryOperation({
  name: 'sign',
  evaluate: x => (x > 0 ? 1 : x < 0 ? -1 : 0),
  gradient: () => undefined,
});

/** Sign, any shape. */
export function sign(x: Value): Value {
  return x.graph.apply(signOperation, [x], {})[0]!;
}
