import { drawingLosses } from './drawing-losses.ts';
import { checkSomePredictions, type LabeledPredictions } from './labeled-predictions.ts';
import { meanOf } from './mean-interval.ts';

/**
 * Mean negative log likelihood, −ln p of the label, in nats: the cross entropy of training.
 * A probability of 0 counts as the smallest that a 32-bit float can be.
 */
export function negativeLogLikelihood(predictions: LabeledPredictions): number {
  checkSomePredictions(predictions);
  return meanOf(drawingLosses(predictions));
}

/**
 * Brier score over all classes: the mean of Σ_k (p_k − [k is the label])², from 0 (certain and right) to
 * 2 (certain and wrong). Source: Brier, Verification of forecasts expressed in terms of probability, 1950.
 */
export function brierScore(predictions: LabeledPredictions): number {
  checkSomePredictions(predictions);
  const { classes, probabilities, labels } = predictions;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    for (let index = 0; index < classes; index++) {
      const target = index === labels[row] ? 1 : 0;
      sum += (probabilities[row * classes + index]! - target) ** 2;
    }
  }
  return sum / labels.length;
}
