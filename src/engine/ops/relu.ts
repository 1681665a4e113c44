import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { multiply } from './multiply.ts';
import { positive } from './positive.ts';

/** y = max(x, 0). The derivative at 0 is taken as 0. */
const reluOperation: Operation = {
  name: 'relu',
  infer: ([x]) => [x!],
  isRowwise: () => true,
  gradient: ({ outputs: [y] }, [gradient]) => [multiply(gradient!, positive(y!))],
  evaluate([x], [y]) {
    for (let i = 0; i < x!.data.length; i++) y!.data[i] = Math.max(x!.data[i]!, 0);
  },
  flops: ([x]) => sizeOf(x!.shape),
};

/** Rectified linear unit, any shape. */
export function relu(x: Value): Value {
  return x.graph.apply(reluOperation, [x], {})[0]!;
}
