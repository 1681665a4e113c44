import type { Interval } from './intervals.ts';

/** What may be said of a change: `unclear` where chance would explain it. */
export type Direction = 'rises' | 'falls' | 'unclear';

/** The sign of a difference or a slope, where its whole interval is on one side of zero. */
export function directionOf({ low, high }: Interval): Direction {
  if (low > 0) return 'rises';
  if (high < 0) return 'falls';
  return 'unclear';
}

/**
 * Whether a quantity that was estimated twice, by runs that are not pairs, went up or down: only where the
 * two intervals do not touch. That is stricter than a test of the difference; runs in pairs tell more with
 * `pairedDifference` and `directionOf`.
 */
export function directionBetween(before: Interval, after: Interval): Direction {
  return directionOf({ low: after.low - before.high, high: after.high - before.low });
}
