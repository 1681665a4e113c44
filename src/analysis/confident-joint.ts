// Confident learning: which labels of a data set are wrong, from probabilities of a model that has not seen the
// drawing (cross-validated). Source: Northcutt, Jiang, Chuang, Confident Learning: Estimating Uncertainty in
// Dataset Labels, Journal of Artificial Intelligence Research 70, 2021; sections and equations are of that paper.

import { checkPredictions, type LabeledPredictions } from './labeled-predictions.ts';

/** Estimates of how labels went wrong. */
export interface LabelNoise {
  readonly classes: number;
  /** Joint distribution of given and true label, [given, true]; sums to 1. */
  readonly joint: Float64Array;
  /**
   * P(given | true), [given, true]: columns sum to 1, or to 0 where no drawing is thought to be of a class.
   */
  readonly noiseMatrix: Float64Array;
  /** P(true | given), [given, true]: rows sum to 1, or to 0 for a class without drawings. */
  readonly inverseNoiseMatrix: Float64Array;
  /** Estimated share of wrong labels, 0 to 1. */
  readonly errorShare: number;
}

/**
 * Per class, how sure the model is on average of the drawings that are labeled so (3.1, equation 2). A
 * drawing counts as confidently of a class from there on. In 32 bits as the probabilities are, so that
 * drawings that are all equally probable reach their mean. Infinity for a class without drawings, which none
 * can be confidently of.
 */
export function confidenceThresholds(predictions: LabeledPredictions): Float32Array {
  checkPredictions(predictions);
  const { classes, probabilities, labels } = predictions;
  const sums = new Float64Array(classes);
  const counts = new Uint32Array(classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    counts[label]!++;
    sums[label]! += probabilities[row * classes + label]!;
  }
  return Float32Array.from(sums, (sum, label) =>
    counts[label] === 0 ? Number.POSITIVE_INFINITY : sum / counts[label]!,
  );
}

/**
 * The class that each drawing confidently is of: of the classes whose threshold it reaches the most probable
 * (the rule for collisions, 3.1, equation 1), −1 where there is none.
 */
export function confidentClasses(predictions: LabeledPredictions): Int32Array {
  const thresholds = confidenceThresholds(predictions);
  const { classes, probabilities, labels } = predictions;
  return Int32Array.from(labels, (_, row) => {
    let confident = -1;
    for (let index = 0; index < classes; index++) {
      const probability = probabilities[row * classes + index]!;
      if (probability < thresholds[index]!) continue;
      if (confident === -1 || probability > probabilities[row * classes + confident]!) confident = index;
    }
    return confident;
  });
}

/**
 * The confident joint: counts drawings by given label and by the class they confidently are of, [given,
 * true].
 */
export function confidentJoint(predictions: LabeledPredictions): Uint32Array {
  const { classes, labels } = predictions;
  const joint = new Uint32Array(classes * classes);
  confidentClasses(predictions).forEach((confident, row) => {
    if (confident >= 0) joint[labels[row]! * classes + confident]!++;
  });
  return joint;
}

/**
 * The confident joint with each row scaled to the number of drawings so labeled: how many drawings are
 * estimated to be of each pair, [given, true] (3.1, numerator of equation 3).
 */
export function estimatedCounts(predictions: LabeledPredictions): Float64Array {
  const counts = confidentJoint(predictions);
  const { classes, labels } = predictions;
  const given = new Uint32Array(classes);
  for (let row = 0; row < labels.length; row++) given[labels[row]!]!++;
  const estimated = new Float64Array(classes * classes);
  for (let label = 0; label < classes; label++) {
    const row = counts.subarray(label * classes, (label + 1) * classes);
    const confident = row.reduce((sum, count) => sum + count, 0);
    if (confident === 0) continue;
    // Multiplied first, so that halves are exact and round alike everywhere.
    row.forEach((count, truth) => {
      estimated[label * classes + truth] = (count * given[label]!) / confident;
    });
  }
  return estimated;
}

/**
 * The joint distribution of given and true labels (3.1, equation 3), from it the two noise matrices, and the
 * share of errors: the mass off the diagonal.
 */
export function estimateLabelNoise(predictions: LabeledPredictions): LabelNoise {
  const { classes, labels } = predictions;
  const joint = estimatedCounts(predictions).map(count => count / Math.max(1, labels.length));
  return { classes, joint, ...noiseMatrices(joint, classes), errorShare: massOffDiagonal(joint, classes) };
}

function noiseMatrices(
  joint: Float64Array,
  classes: number,
): Pick<LabelNoise, 'noiseMatrix' | 'inverseNoiseMatrix'> {
  const givenTotals = new Float64Array(classes);
  const trueTotals = new Float64Array(classes);
  joint.forEach((mass, place) => {
    givenTotals[Math.floor(place / classes)]! += mass;
    trueTotals[place % classes]! += mass;
  });
  const shareOf = (mass: number, total: number): number => (total === 0 ? 0 : mass / total);
  return {
    noiseMatrix: joint.map((mass, place) => shareOf(mass, trueTotals[place % classes]!)),
    inverseNoiseMatrix: joint.map((mass, place) => shareOf(mass, givenTotals[Math.floor(place / classes)]!)),
  };
}

function massOffDiagonal(joint: Float64Array, classes: number): number {
  let mass = 0;
  for (let place = 0; place < joint.length; place++)
    if (Math.floor(place / classes) !== place % classes) mass += joint[place]!;
  return mass;
}
