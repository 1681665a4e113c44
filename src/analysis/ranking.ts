import { type Interval, wilsonInterval } from './intervals.ts';
import { checkPredictions, checkSomePredictions, type LabeledPredictions } from './labeled-predictions.ts';
import { rankOf } from './top-k.ts';

/** Share of drawings whose label is among the k most likely classes. */
export interface TopKAccuracy {
  readonly k: number;
  readonly correct: number;
  readonly accuracy: number;
  /** 95 % interval (Wilson). */
  readonly interval: Interval;
}

/**
 * How many classes come before the label of each drawing, 0 where the prediction is right; ties as in
 * `topClasses`.
 */
export function labelRanks(predictions: LabeledPredictions): Uint16Array {
  checkPredictions(predictions);
  const { classes, probabilities, labels } = predictions;
  return Uint16Array.from(labels, (label, row) => rankOf(probabilities, row * classes, classes, label));
}

/** The top-k accuracies for k from 1 to `most`, or to the number of classes where that is less. */
export function topKAccuracies(predictions: LabeledPredictions, most = 10): TopKAccuracy[] {
  checkSomePredictions(predictions);
  const ranks = labelRanks(predictions);
  const accuracies: TopKAccuracy[] = [];
  for (let k = 1; k <= Math.min(most, predictions.classes); k++) {
    const correct = ranks.reduce((count, rank) => (rank < k ? count + 1 : count), 0);
    accuracies.push({
      k,
      correct,
      accuracy: correct / ranks.length,
      interval: wilsonInterval(correct, ranks.length),
    });
  }
  return accuracies;
}

/**
 * Mean average precision at k, as Kaggle's Quick, Draw! challenge has it for k = 3: with one label a drawing,
 * the mean of 1 / (place of the label among the guesses), and 0 where it is not among the first k.
 * Source: https://www.kaggle.com/competitions/quickdraw-doodle-recognition/overview/evaluation
 */
export function meanAveragePrecision(predictions: LabeledPredictions, k = 3): number {
  checkSomePredictions(predictions);
  const ranks = labelRanks(predictions);
  return ranks.reduce((sum, rank) => (rank < k ? sum + 1 / (rank + 1) : sum), 0) / ranks.length;
}
