import type { ReferenceTensor } from '../operation.ts';

interface LogSumExp {
  readonly max: number;
  /** Σ exp(x − max): at least 1, so that its logarithm is safe. */
  readonly total: number;
}

/** The parts of ln Σ exp x = max + ln total over `count` elements of x from `start` on; no exponential overflows. */
export function logSumExp(x: ReferenceTensor, start: number, count: number): LogSumExp {
  let max = -Infinity;
  for (let i = start; i < start + count; i++) max = Math.max(max, x.data[i]!);
  let total = 0;
  for (let i = start; i < start + count; i++) total += Math.exp(x.data[i]! - max);
  return { max, total };
}
