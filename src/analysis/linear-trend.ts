import { type Estimate, meanOf } from './mean-interval.ts';
import { studentQuantile } from './student-t.ts';

/** A straight line y = intercept + slope · x through points. */
export interface LinearTrend {
  /** With its 95 % interval. */
  readonly slope: Estimate;
  readonly intercept: number;
  /** Share of the variance of y that the line explains, 0 to 1; 0 where y does not vary. */
  readonly rSquared: number;
}

/**
 * Least squares line with the 95 % interval of its slope: b ± t(0.975, n − 2) · √(SSE / (n − 2) / Sxx).
 * Source: Draper and Smith, Applied Regression Analysis, 1.4.
 * @param x at least two different values; of a category sweep, say, log2 of the number of categories.
 * @param y as many. The interval of two points is unbounded.
 */
export function linearTrend(x: ArrayLike<number>, y: ArrayLike<number>): LinearTrend {
  const points = x.length;
  if (points !== y.length) throw new RangeError(`There are ${points} x and ${y.length} y.`);
  const meanX = meanOf(x);
  const meanY = meanOf(y);
  let sumXX = 0;
  let sumXY = 0;
  let sumYY = 0;
  for (let point = 0; point < points; point++) {
    const deviationX = x[point]! - meanX;
    const deviationY = y[point]! - meanY;
    sumXX += deviationX * deviationX;
    sumXY += deviationX * deviationY;
    sumYY += deviationY * deviationY;
  }
  if (!(sumXX > 0)) throw new RangeError('A line needs points at two different x at least.');
  const value = sumXY / sumXX;
  const residual = Math.max(0, sumYY - value * sumXY);
  const half =
    points > 2
      ? studentQuantile(0.975, points - 2) * Math.sqrt(residual / (points - 2) / sumXX)
      : Number.POSITIVE_INFINITY;
  return {
    slope: { value, low: value - half, high: value + half },
    intercept: meanY - value * meanX,
    rSquared: sumYY > 0 ? 1 - residual / sumYY : 0,
  };
}
