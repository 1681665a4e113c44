import { type ConfusionMatrix, supportOf } from './confusion.ts';
import { agglomerate } from './hierarchical-clustering.ts';
import { type Interval, wilsonInterval } from './intervals.ts';
import { countedSimilarity } from './similarity.ts';

/** What the accuracy is when classes of a group count as one. */
export interface GroupedAccuracy {
  readonly correct: number;
  readonly drawings: number;
  readonly accuracy: number;
  /** 95 % interval (Wilson). */
  readonly interval: Interval;
}

/**
 * Groups of classes that a network can hardly tell apart, such as mug, coffee cup and cup: complete linkage
 * of mutual confusions, so that in a group **each two** classes are confused in at least `threshold` of their
 * drawings (`mutualConfusions`). Connected components would chain: of mug – cup – bucket – bin the ends have
 * nothing in common. Groups should come from other drawings than those they are scored on, or be told to be
 * of the same.
 *
 * @param threshold share of the drawings of two classes that were taken for the other, above 0 to 1.
 * @returns groups of two or more classes, each in ascending order, by their lowest class.
 */
export function synonymGroups(matrix: ConfusionMatrix, threshold: number): number[][] {
  if (!(threshold > 0 && threshold <= 1))
    throw new RangeError(`A threshold is above 0 and at most 1, not ${threshold}.`);
  return agglomerate(countedSimilarity(matrix), 'complete', threshold)
    .map(({ members }) => [...members].sort((a, b) => a - b))
    .filter(members => members.length > 1);
}

/**
 * Accuracy when an answer is right that is in the group of the label. Without groups it is the top-1
 * accuracy.
 */
export function groupedAccuracy(
  matrix: ConfusionMatrix,
  groups: readonly (readonly number[])[],
): GroupedAccuracy {
  const { classes, counts } = matrix;
  const members = groups.flat();
  if (new Set(members).size < members.length) throw new RangeError('A class can be in one group only.');
  const groupOf = Int32Array.from({ length: classes }, (_, index) => index);
  for (const group of groups) for (const member of group) groupOf[member] = group[0]!;
  let correct = 0;
  let drawings = 0;
  for (let truth = 0; truth < classes; truth++) {
    drawings += supportOf(matrix, truth);
    for (let prediction = 0; prediction < classes; prediction++)
      if (groupOf[truth] === groupOf[prediction]) correct += counts[truth * classes + prediction]!;
  }
  return { correct, drawings, accuracy: correct / drawings, interval: wilsonInterval(correct, drawings) };
}
