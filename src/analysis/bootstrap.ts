import { RandomStream } from '../engine/index.ts';
import type { Interval } from './intervals.ts';

export interface BootstrapOptions {
  /** How often to draw anew. */
  readonly resamples?: number;
  readonly seed?: number;
}

const RESAMPLES = 1000;

/**
 * Draws `rows` rows with replacement, again and again, and gives the statistic of each draw, in ascending
 * order. Each draw has random numbers of its own, so that the first hundred are the same whatever follows.
 * Source: Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 1979.
 * @param statistic of the rows whose numbers it is given, [rows]; the array is used again for the next draw.
 */
export function bootstrapReplicates(
  rows: number,
  statistic: (drawn: Uint32Array) => number,
  { resamples = RESAMPLES, seed = 0 }: BootstrapOptions = {},
): Float64Array {
  if (!(rows >= 1)) throw new RangeError('There is nothing to draw from.');
  if (!(resamples >= 1)) throw new RangeError(`There cannot be ${resamples} resamples.`);
  const drawn = new Uint32Array(rows);
  const replicates = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    const stream = new RandomStream(seed, 'bootstrap', resample);
    for (let place = 0; place < rows; place++) drawn[place] = stream.below(rows);
    replicates[resample] = statistic(drawn);
  }
  return replicates.sort();
}

/**
 * The 95 % interval between the percentiles 2.5 and 97.5 of the replicates: right for means, medians and
 * other statistics that are as often too high as too low.
 */
export function percentileInterval(replicates: Float64Array): Interval {
  return { low: quantile(replicates, 0.025), high: quantile(replicates, 0.975) };
}

/**
 * The 95 % interval that mirrors the percentiles at the estimate: [2e − q(97.5 %), 2e − q(2.5 %)]. A
 * statistic that noise makes larger, such as a calibration error, is larger still in the replicates, and this
 * takes that off again.
 * Source: Davison and Hinkley, Bootstrap Methods and their Application, 5.6 (the basic bootstrap).
 */
export function basicInterval(estimate: number, replicates: Float64Array): Interval {
  const { low, high } = percentileInterval(replicates);
  return { low: 2 * estimate - high, high: 2 * estimate - low };
}

/**
 * Quantile of values in ascending order, linear between them (Hyndman and Fan 1996, type 7: numpy's default).
 * @param share from 0 (the least) to 1 (the largest).
 */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  if (ascending.length === 0) throw new RangeError('There is no quantile of nothing.');
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A quantile is from 0 to 1, not ${share}.`);
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below]! + (place - below) * (ascending[above]! - ascending[below]!);
}
