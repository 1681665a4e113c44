/** How good the first drawings of a ranked list are. */
export interface PrecisionRecallPoint {
  /** Length of the list up to here. */
  readonly flagged: number;
  /** Share of these that are wrong in truth, 0 to 1. */
  readonly precision: number;
  /** Share of all wrong ones that are among these, 0 to 1. */
  readonly recall: number;
}

/**
 * Precision and recall of each beginning of a ranked list.
 * @param ranked rows, the most suspicious first, each once; not all need be there.
 * @param isWrong 1 where a row is wrong in truth, [N].
 */
export function precisionRecallCurve(
  ranked: ArrayLike<number>,
  isWrong: ArrayLike<number>,
): PrecisionRecallPoint[] {
  let wrong = 0;
  for (let row = 0; row < isWrong.length; row++) if (isWrong[row]) wrong++;
  if (wrong === 0) throw new RangeError('Nothing is wrong in truth: there is no recall.');
  let found = 0;
  return Array.from(ranked, (row, place) => {
    if (isWrong[row]) found++;
    return { flagged: place + 1, precision: found / (place + 1), recall: found / wrong };
  });
}

/**
 * The point at which a list first finds a share of what is wrong; undefined where it ends before.
 * @param recall above 0 to 1.
 */
export function pointAtRecall(
  curve: readonly PrecisionRecallPoint[],
  recall: number,
): PrecisionRecallPoint | undefined {
  return curve.find(point => point.recall >= recall);
}
