import type { Value } from '../graph.ts';
import { add } from './add.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

/** average + rate · (x − average): a step of an exponential moving average. `rate` is a number or a scalar of the graph. */
export function exponentialAverage(average: Value, x: Value, rate: number | Value): Value {
  const share = typeof rate === 'number' ? x.graph.scalar(rate) : rate;
  return add(average, multiply(subtract(x, average), share));
}
