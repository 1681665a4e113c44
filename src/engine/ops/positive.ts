import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';

/** y = 1 where x > 0, else 0. Its derivative is zero everywhere it exists. */
const positiveOperation: Operation = {
  name: 'positive',
  infer: ([x]) => [x!],
  isRowwise: () => true,
  gradient: () => [undefined],
  evaluate([x], [y]) {
    for (let i = 0; i < x!.data.length; i++) y!.data[i] = x!.data[i]! > 0 ? 1 : 0;
  },
  flops: ([x]) => sizeOf(x!.shape),
};

/** Indicator of x > 0, any shape. */
export function positive(x: Value): Value {
  return x.graph.apply(positiveOperation, [x], {})[0]!;
}
