import { type BootstrapOptions, basicInterval, bootstrapReplicates, quantile } from './bootstrap.ts';
import type { Estimate } from './mean-interval.ts';
import { binEdges, binsOf, type Confidences, type ReliabilityOptions } from './reliability.ts';

/**
 * Expected calibration error of the predicted class: Σ over bins of (drawings of the bin / all) · |accuracy −
 * mean confidence|, from 0 (calibrated) to 1.
 * Source: Naeini, Cooper, Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI
 * 2015.
 *
 * A sum of magnitudes is never below what chance makes of it, about a third of √(bins / drawings), also for a
 * calibrated network, and drawing anew adds to that. So the 95 % bootstrap interval is mirrored at the
 * estimate (`basicInterval`) and stretched to hold it; and it begins at 0 where the estimate is one that a
 * calibrated network would have: below percentile 97.5 of the draws with each bin's own gap taken off (after
 * Bröcker and Smith, Increasing the Reliability of Reliability Diagrams, 2007). The bins' edges stay while
 * drawings are drawn anew. Time goes with drawings × resamples: 10,000 × 1,000 take half a second.
 */
export function expectedCalibrationError(
  { confidence, correct }: Confidences,
  options: ReliabilityOptions & BootstrapOptions = {},
): Estimate {
  const edges = binEdges(confidence, options);
  const binOf = binsOf(confidence, edges);
  const gaps = Float64Array.from(confidence, (value, row) => correct[row]! - value);
  const none = new Float64Array(edges.length - 1);
  const sums = new Float64Array(edges.length - 1);
  // A bin's |accuracy − confidence| times its drawings is the magnitude of the sum of its drawings' gaps.
  const sumGaps = (rows: Uint32Array): void => {
    sums.fill(0);
    for (let place = 0; place < rows.length; place++) sums[binOf[rows[place]!]!]! += gaps[rows[place]!]!;
  };
  sumGaps(Uint32Array.from(confidence, (_, row) => row));
  const ownSums = sums.slice();
  const value = distance(ownSums, none) / confidence.length;
  const byChance: number[] = [];
  const replicates = bootstrapReplicates(
    confidence.length,
    rows => {
      sumGaps(rows);
      byChance.push(distance(sums, ownSums) / rows.length);
      return distance(sums, none) / rows.length;
    },
    options,
  );
  const couldBeChance = value <= quantile(Float64Array.from(byChance).sort(), 0.975);
  const { low, high } = basicInterval(value, replicates);
  return { value, low: couldBeChance ? 0 : Math.max(0, low), high: Math.max(value, high) };
}

/** Σ |a − b|. */
function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += Math.abs(a[place]! - b[place]!);
  return sum;
}
