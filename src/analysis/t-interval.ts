import type { Interval } from './intervals.ts';

/** A mean, and what is known of it. */
export interface MeanInterval {
  readonly mean: number;
  /** 95 % interval; undefined for a single value, of which nobody knows how it scatters. */
  readonly interval: Interval | undefined;
}

/**
 * The mean of repeated measurements with its 95 % interval by Student's t: mean ± t(n − 1)·s / √n.
 * Source: Student, The probable error of a mean, Biometrika 1908.
 * @param values independent of each other; one at least.
 */
export function meanInterval(values: readonly number[]): MeanInterval {
  if (values.length === 0) throw new RangeError('There is no mean of no values.');
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, interval: undefined };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = tQuantile(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { mean, interval: { low: mean - half, high: mean + half } };
}

/** Digits to which a quantile is sought. */
const PRECISION = 1e-12;

/** Quantile 0.975 of Student's t distribution: what a two-sided interval of 95 % reaches to. */
export function tQuantile(degreesOfFreedom: number): number {
  let low = 1.9;
  let high = 13;
  while (high - low > PRECISION * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (upperTail(middle, degreesOfFreedom) > 0.025) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * P(T > t) for whole degrees of freedom n, by the finite series in θ = atan(t / √n).
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 */
function upperTail(t: number, n: number): number {
  const theta = Math.atan(t / Math.sqrt(n));
  const [sin, cos] = [Math.sin(theta), Math.cos(theta)];
  const isOdd = n % 2 === 1;
  let term = isOdd ? cos : 1;
  let sum = n === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < n; k += 2) {
    term *= ((k - 1) / k) * cos * cos;
    sum += term;
  }
  const within = isOdd ? (2 / Math.PI) * (theta + sin * sum) : sin * sum;
  return (1 - within) / 2;
}
