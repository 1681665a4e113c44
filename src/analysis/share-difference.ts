import { wilsonInterval } from './intervals.ts';
import type { Estimate } from './mean-interval.ts';

/** A share of trials that succeeded. */
interface Share {
  readonly successes: number;
  /** At least one. */
  readonly trials: number;
}

/**
 * How much larger one share is than another of independent trials, `after` − `before`, with its 95 % interval from the
 * Wilson intervals of both. For trials on the same things the interval is wider than it need be.
 * Source: Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 1998,
 * method 10.
 */
export function shareDifference(before: Share, after: Share): Estimate {
  const [p1, p2] = [after.successes / after.trials, before.successes / before.trials];
  const one = wilsonInterval(after.successes, after.trials);
  const two = wilsonInterval(before.successes, before.trials);
  return {
    value: p1 - p2,
    low: p1 - p2 - Math.hypot(p1 - one.low, two.high - p2),
    high: p1 - p2 + Math.hypot(one.high - p1, p2 - two.low),
  };
}
