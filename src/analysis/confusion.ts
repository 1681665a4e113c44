/** Which class was taken for which, as counts. */
export interface ConfusionMatrix {
  readonly classes: number;
  /** [truth, prediction], row-major. */
  readonly counts: Uint32Array;
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
