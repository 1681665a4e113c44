import type { Value } from '../graph.ts';
import { sizeOf } from '../shape.ts';
import { multiply } from './multiply.ts';
import { sum } from './sum.ts';

/** Mean over `axes` (all of them by default; negative ones count from the last): a sum and a multiplication. */
export function mean(x: Value, axes?: readonly number[], options: { keepDims?: boolean } = {}): Value {
  const total = sum(x, axes, options);
  return multiply(total, x.graph.scalar(sizeOf(total.shape) / sizeOf(x.shape)));
}
