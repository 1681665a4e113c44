/** Probabilities of drawings whose labels are known, as predictions of a run are saved. */
export interface LabeledPredictions {
  readonly classes: number;
  /** [N, classes], row-major; each row sums to 1. */
  readonly probabilities: ArrayLike<number>;
  /** [N], from 0 to classes − 1. */
  readonly labels: ArrayLike<number>;
}

/** @throws RangeError where the lengths do not fit or a label is not a class. */
export function checkPredictions({ classes, probabilities, labels }: LabeledPredictions): void {
  if (probabilities.length !== labels.length * classes)
    throw new RangeError(
      `${labels.length} labels and ${classes} classes need ${labels.length * classes} probabilities, ` +
        `not ${probabilities.length}.`,
    );
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw new RangeError(`Label ${label} of row ${row} is none of ${classes} classes.`);
  }
}

/** @throws RangeError where there is no drawing, for a mean that would then be of nothing. */
export function checkSomePredictions(predictions: LabeledPredictions): void {
  checkPredictions(predictions);
  if (predictions.labels.length === 0) throw new RangeError('There are no predictions.');
}
