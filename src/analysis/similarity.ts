import type { ConfusionMatrix } from './confusion.ts';
import { checkPredictions, type LabeledPredictions } from './labeled-predictions.ts';

/** How alike classes are in a network's eyes: symmetric, not negative, 0 on the diagonal. */
export interface Similarity {
  readonly classes: number;
  /** [classes, classes]. */
  readonly values: Float64Array;
}

/**
 * Similarity from probabilities: half the sum of the mean probability of b for drawings of a, and of a for
 * drawings of b. It sees a resemblance also where no answer was wrong, so it needs fewer drawings than
 * counted confusions. A class without drawings has the other direction alone.
 */
export function softSimilarity(predictions: LabeledPredictions): Similarity {
  checkPredictions(predictions);
  const { classes, probabilities, labels } = predictions;
  const means = new Float64Array(classes * classes);
  const supports = new Float64Array(classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    supports[label]!++;
    for (let index = 0; index < classes; index++)
      means[label * classes + index]! += probabilities[row * classes + index]!;
  }
  for (let place = 0; place < means.length; place++) {
    const support = supports[Math.floor(place / classes)]!;
    if (support > 0) means[place]! /= support;
  }
  return symmetric(classes, (a, b) => (means[a * classes + b]! + means[b * classes + a]!) / 2);
}

/**
 * Similarity from counts: the share of the drawings of both classes that were taken for the other
 * (`mutualConfusions`).
 */
export function countedSimilarity({ classes, counts }: ConfusionMatrix): Similarity {
  const supports = new Float64Array(classes);
  counts.forEach((count, place) => {
    supports[Math.floor(place / classes)]! += count;
  });
  return symmetric(classes, (a, b) => {
    const drawings = supports[a]! + supports[b]!;
    return drawings === 0 ? 0 : (counts[a * classes + b]! + counts[b * classes + a]!) / drawings;
  });
}

function symmetric(classes: number, between: (a: number, b: number) => number): Similarity {
  const values = new Float64Array(classes * classes);
  for (let a = 0; a < classes; a++)
    for (let b = a + 1; b < classes; b++) values[a * classes + b] = values[b * classes + a] = between(a, b);
  return { classes, values };
}

/** The sum of the similarities of neighbors in an order of classes: what an order is judged by. */
export function neighborSimilarity({ classes, values }: Similarity, order: ArrayLike<number>): number {
  let sum = 0;
  for (let place = 1; place < order.length; place++)
    sum += values[order[place - 1]! * classes + order[place]!]!;
  return sum;
}
