import type { Interval } from './intervals.ts';
import { studentQuantile } from './student-t.ts';

/** A number that was estimated from several runs, with its 95 % interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** The mean of some runs. */
export interface MeanEstimate extends Estimate {
  readonly runs: number;
  /** Of the runs, with n − 1 in the denominator; 0 for a single run. */
  readonly standardDeviation: number;
}

/**
 * Mean of independent runs with its 95 % interval by Student's t: mean ± t(0.975, n − 1) · s / √n.
 * Source: Student, The probable error of a mean, Biometrika 1908.
 * @param values one a run, at least one. A single run tells nothing of the spread: its interval is unbounded.
 */
export function meanInterval(values: ArrayLike<number>): MeanEstimate {
  const runs = values.length;
  if (runs === 0) throw new RangeError('There is no mean of no runs.');
  const value = meanOf(values);
  if (runs === 1)
    return {
      value,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
      runs,
      standardDeviation: 0,
    };
  let squares = 0;
  for (let run = 0; run < runs; run++) squares += (values[run]! - value) ** 2;
  const standardDeviation = Math.sqrt(squares / (runs - 1));
  const half = (studentQuantile(0.975, runs - 1) * standardDeviation) / Math.sqrt(runs);
  return { value, low: value - half, high: value + half, runs, standardDeviation };
}

/**
 * Mean of the differences `after` − `before` of runs that belong together in pairs (same seed, same
 * drawings), with its 95 % interval by Student's t. What a pair has in common drops out, so that small
 * differences show.
 * @param before one a run.
 * @param after as many, in the same order.
 */
export function pairedDifference(before: ArrayLike<number>, after: ArrayLike<number>): MeanEstimate {
  if (before.length !== after.length)
    throw new RangeError(`There are ${before.length} runs on one side and ${after.length} on the other.`);
  return meanInterval(Array.from(before, (value, run) => after[run]! - value));
}

/** Mean, of at least one value. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}
