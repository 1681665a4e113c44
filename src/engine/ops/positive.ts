import type { Value } from '../graph.ts';
import { unaryOperation } from './elementwise.ts';

/** y = 1 where x > 0, else 0. Its derivative is zero everywhere it exists. */
export const positiveOperation = unaryOperation({
  name: 'positive',
  evaluate: x => (x > 0 ? 1 : 0),
  gradient: () => undefined,
});

/** Indicator of x > 0, any shape. */
export function positive(x: Value): Value {
  return x.graph.apply(positiveOperation, [x], {})[0]!;
}
