/** Which class was taken for which, as counts. */
export interface ConfusionMatrix {
  readonly classes: number;
  /** [truth, prediction], row-major. */
  readonly counts: Uint32Array;
}

/** Drawings of one class that were taken for another. */
export interface ConfusedPair {
  readonly truth: number;
  readonly prediction: number;
  readonly count: number;
  /** Share of the drawings of class `truth`, 0 to 1. */
  readonly share: number;
}

/**
 * Counts how often each class was taken for each.
 * @param labels true class of each drawing.
 * @param predictions predicted class of each, as many.
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  if (labels.length !== predictions.length)
    throw new RangeError(`There are ${labels.length} labels and ${predictions.length} predictions.`);
  const counts = new Uint32Array(classes * classes);
  for (let row = 0; row < labels.length; row++) counts[labels[row]! * classes + predictions[row]!]!++;
  return { classes, counts };
}

/** Number of drawings of class `truth`. */
export function supportOf({ classes, counts }: ConfusionMatrix, truth: number): number {
  return counts.subarray(truth * classes, (truth + 1) * classes).reduce((total, count) => total + count, 0);
}

/** Number of drawings that were taken for what they are. */
export function countCorrect({ classes, counts }: ConfusionMatrix): number {
  let correct = 0;
  for (let index = 0; index < classes; index++) correct += counts[index * classes + index]!;
  return correct;
}

/**
 * The directed pairs truth → prediction that were confused, the largest share first (of equal ones the larger
 * count, then the order of the classes).
 * @param limit most pairs to give.
 */
export function confusedPairs(matrix: ConfusionMatrix, limit: number): ConfusedPair[] {
  const { classes, counts } = matrix;
  const pairs: ConfusedPair[] = [];
  for (let truth = 0; truth < classes; truth++) {
    const support = supportOf(matrix, truth);
    for (let prediction = 0; prediction < classes; prediction++) {
      const count = counts[truth * classes + prediction]!;
      if (prediction === truth || count === 0) continue;
      pairs.push({ truth, prediction, count, share: count / support });
    }
  }
  return pairs.sort((a, b) => b.share - a.share || b.count - a.count).slice(0, limit);
}
