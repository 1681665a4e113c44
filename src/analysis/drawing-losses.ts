import { checkPredictions, type LabeledPredictions } from './labeled-predictions.ts';

/** The smallest 32-bit float above 0. */
export const LEAST_PROBABILITY = 2 ** -149;

/**
 * How little a network expected each drawing to be what it is: −ln p of its label, in nats, [N].
 * A probability of 0 counts as the smallest that a 32-bit float can be, so the most is 103.3.
 */
export function drawingLosses(predictions: LabeledPredictions): Float64Array {
  checkPredictions(predictions);
  const { classes, probabilities, labels } = predictions;
  const losses = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const probability = probabilities[row * classes + labels[row]!]!;
    losses[row] = -Math.log(Math.max(probability, LEAST_PROBABILITY));
  }
  return losses;
}
