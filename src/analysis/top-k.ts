/**
 * The `k` classes with the highest scores, highest first. Of equal scores the lower class comes first.
 * @param scores one a class: probabilities or logits.
 */
export function topClasses(scores: ArrayLike<number>, k: number): number[] {
  const classes = Array.from({ length: scores.length }, (_, index) => index);
  return classes.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, k);
}

/**
 * The class with the highest score of each row; of equal scores the lower class.
 * @param scores [N, classes], row-major.
 */
export function predictedClasses(scores: ArrayLike<number>, classes: number): Uint16Array {
  const rows = scores.length / classes;
  const predicted = new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let index = 1; index < classes; index++)
      if (scores[row * classes + index]! > scores[row * classes + best]!) best = index;
    predicted[row] = best;
  }
  return predicted;
}

/**
 * Counts the rows whose label is among the `k` highest scores, ties as in `topClasses`.
 * @param scores [N, classes], row-major.
 * @param labels [N].
 */
export function countInTop(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
  k: number,
): number {
  let count = 0;
  for (let row = 0; row < labels.length; row++)
    if (rankOf(scores, row * classes, classes, labels[row]!) < k) count++;
  return count;
}

/** How many classes come before `label` in the row of scores at `start`. */
export function rankOf(scores: ArrayLike<number>, start: number, classes: number, label: number): number {
  const own = scores[start + label]!;
  let rank = 0;
  for (let index = 0; index < classes; index++) {
    const score = scores[start + index]!;
    if (score > own || (score === own && index < label)) rank++;
  }
  return rank;
}
