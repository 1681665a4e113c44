import { type BootstrapOptions, basicInterval, bootstrapReplicates } from './bootstrap.ts';
import type { Estimate } from './mean-interval.ts';
import { binEdges, binsOf, type Confidences, type ReliabilityOptions } from './reliability.ts';

/**
 * Expected calibration error of the predicted class: Σ over bins of (drawings of the bin / all) ·
 * |accuracy − mean confidence|, from 0 (calibrated) to 1.
 * Source: Naeini, Cooper, Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015.
 *
 * The sum of magnitudes never is below what chance alone makes of it, about a third of √(bins / drawings), and
 * bootstrap draws add as much again; hence the 95 % interval mirrored at the estimate, cut at 0. Where the chance part is most
 * of the error, the interval reaches 0. The bins' edges stay while drawings are drawn anew.
 */
export function expectedCalibrationError(
  confidences: Confidences,
  options: ReliabilityOptions & BootstrapOptions = {},
): Estimate {
  const { confidence, correct } = confidences;
  const edges = binEdges(confidence, options);
  const binOf = binsOf(confidence, edges);
  const gap = Float64Array.from(confidence, (value, row) => correct[row]! - value);
  // |accuracy − confidence| weighted by the share of drawings is the magnitude of the sum of gaps, over all drawings.
  const gapSums = new Float64Array(edges.length - 1);
  const errorOf = (drawn: Uint32Array): number => {
    gapSums.fill(0);
    for (let place = 0; place < drawn.length; place++) {
      const row = drawn[place]!;
      gapSums[binOf[row]!]! += gap[row]!;
    }
    return gapSums.reduce((sum, value) => sum + Math.abs(value), 0) / drawn.length;
  };
  const replicates = bootstrapReplicates(confidence.length, errorOf, options);
  const value = errorOf(Uint32Array.from(confidence, (_, row) => row));
  const { low, high } = basicInterval(value, replicates);
  return { value, low: Math.max(0, low), high: Math.max(0, high) };
}
