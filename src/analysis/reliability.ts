import { type Interval, wilsonInterval } from './intervals.ts';
import { checkPredictions, type LabeledPredictions } from './labeled-predictions.ts';
import { predictedClasses } from './top-k.ts';

/**
 * `equal-width` cuts confidence from 0 to 1 in equal parts, `equal-mass` the drawings in parts of equal
 * number.
 */
export type Binning = 'equal-width' | 'equal-mass';

export interface ReliabilityOptions {
  /** 15 unless told. */
  readonly bins?: number;
  /** `equal-width` unless told. */
  readonly binning?: Binning;
}

/** Drawings of which the network was about as sure. */
export interface ReliabilityBin {
  /** Confidences of the bin: above `from` (the first bin: from 0 on) up to `to`. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean probability of the predicted class. */
  readonly confidence: number;
  /** Share of right predictions; equal to `confidence` where a network is calibrated. */
  readonly accuracy: number;
  /** 95 % interval of the accuracy (Wilson). */
  readonly interval: Interval;
}

/** Per drawing, how sure the network was of what it said, and whether that was right. */
export interface Confidences {
  /** Probability of the predicted class, [N]. */
  readonly confidence: Float64Array;
  /** 1 where the prediction is the label, [N]. */
  readonly correct: Uint8Array;
}

const BINS = 15;

/** Takes from predictions what top-label calibration is about. */
export function topConfidences(predictions: LabeledPredictions): Confidences {
  checkPredictions(predictions);
  const { classes, probabilities, labels } = predictions;
  const predicted = predictedClasses(probabilities, classes);
  return {
    confidence: Float64Array.from(predicted, (index, row) => probabilities[row * classes + index]!),
    correct: Uint8Array.from(predicted, (index, row) => (index === labels[row] ? 1 : 0)),
  };
}

/**
 * The reliability curve: accuracy against confidence, bin by bin, the least sure first. Bins without a
 * drawing are left out. Drawings of equal confidence are never parted, so bins of equal mass may differ, and
 * be fewer.
 * Source: Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks, ICML 2017, 2.
 */
export function reliabilityCurve(
  confidences: Confidences,
  options: ReliabilityOptions = {},
): ReliabilityBin[] {
  const { confidence, correct } = confidences;
  const edges = binEdges(confidence, options);
  const counts = new Uint32Array(edges.length - 1);
  const confidenceSums = new Float64Array(counts.length);
  const correctCounts = new Uint32Array(counts.length);
  binsOf(confidence, edges).forEach((bin, row) => {
    counts[bin]!++;
    confidenceSums[bin]! += confidence[row]!;
    correctCounts[bin]! += correct[row]!;
  });
  const curve = Array.from(counts, (count, bin) => ({
    from: edges[bin]!,
    to: edges[bin + 1]!,
    count,
    confidence: confidenceSums[bin]! / count,
    accuracy: correctCounts[bin]! / count,
    interval: wilsonInterval(correctCounts[bin]!, count),
  }));
  return curve.filter(({ count }) => count > 0);
}

/** Edges of the bins, from 0 to 1, one more than there are bins. */
export function binEdges(
  confidence: Float64Array,
  { bins = BINS, binning = 'equal-width' }: ReliabilityOptions,
): number[] {
  if (!(Number.isInteger(bins) && bins >= 1)) throw new RangeError(`There cannot be ${bins} bins.`);
  return binning === 'equal-width'
    ? Array.from({ length: bins + 1 }, (_, edge) => edge / bins)
    : equalMassEdges(confidence, bins);
}

/** Each edge is a confidence that occurs, and its drawings are below it. */
function equalMassEdges(confidence: Float64Array, bins: number): number[] {
  const ascending = confidence.slice().sort();
  const edges = [0];
  for (let bin = 1; bin < bins; bin++) {
    const edge = ascending[Math.round((bin * ascending.length) / bins) - 1] ?? 0;
    if (edge > edges.at(-1)! && edge < 1) edges.push(edge);
  }
  return [...edges, 1];
}

/** The bin of each confidence: of (edge, next edge] the one that holds it, [N]. */
export function binsOf(confidence: Float64Array, edges: readonly number[]): Uint32Array {
  return Uint32Array.from(confidence, value => {
    let low = 0;
    let high = edges.length - 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= edges[middle + 1]!) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}
