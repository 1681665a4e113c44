import { type ConfusionMatrix, supportOf } from './confusion.ts';
import { type Interval, wilsonInterval } from './intervals.ts';

/** How a class fares. Shares of nothing are NaN, with the interval [0, 1]. */
export interface ClassScores {
  readonly index: number;
  /** Drawings of the class. */
  readonly support: number;
  /** Drawings that were taken for the class. */
  readonly predicted: number;
  readonly correct: number;
  /** Share of the drawings of the class that were recognized: the accuracy of the class. */
  readonly recall: number;
  readonly recallInterval: Interval;
  /** Share of the drawings taken for the class that are of it. */
  readonly precision: number;
  readonly precisionInterval: Interval;
  /** Harmonic mean of both: 2 · correct / (support + predicted). */
  readonly f1: number;
}

/** Recall, precision and F1 of every class, in the order of the classes, with 95 % intervals (Wilson). */
export function classScores(matrix: ConfusionMatrix): ClassScores[] {
  const { classes, counts } = matrix;
  return Array.from({ length: classes }, (_, index) => {
    const support = supportOf(matrix, index);
    const predicted = predictedAs(matrix, index);
    const correct = counts[index * classes + index]!;
    return {
      index,
      support,
      predicted,
      correct,
      recall: correct / support,
      recallInterval: wilsonInterval(correct, support),
      precision: correct / predicted,
      precisionInterval: wilsonInterval(correct, predicted),
      f1: (2 * correct) / (support + predicted),
    };
  });
}

function predictedAs({ classes, counts }: ConfusionMatrix, prediction: number): number {
  let total = 0;
  for (let truth = 0; truth < classes; truth++) total += counts[truth * classes + prediction]!;
  return total;
}
