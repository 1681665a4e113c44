import { confidentClasses, estimatedCounts } from './confident-joint.ts';
import type { LabeledPredictions } from './labeled-predictions.ts';
import { smallestFirst } from './row-order.ts';

/**
 * Which drawings count as mislabeled (Northcutt et al. 2021, 3.2):
 * `confident`: those that are confidently of another class, off the diagonal of the confident joint;
 * `by-class`: of each class as many as are estimated to be wrong, the least probable of their label;
 * `by-noise-rate`: for each pair of given and true class as many as are estimated for it, by the largest
 * margin of the true class over the given one;
 * `both`: those that `by-class` and `by-noise-rate` agree on.
 */
export type PruneMethod = 'confident' | 'by-class' | 'by-noise-rate' | 'both';

/** Marks the drawings that a method counts as mislabeled with 1, [N]. */
export function pruneLabels(predictions: LabeledPredictions, method: PruneMethod): Uint8Array {
  if (method === 'confident') return markConfident(predictions);
  const counts = estimatedCounts(predictions);
  if (method === 'by-class') return markByClass(predictions, counts);
  if (method === 'by-noise-rate') return markByNoiseRate(predictions, counts);
  const byClass = markByClass(predictions, counts);
  return markByNoiseRate(predictions, counts).map((mark, row) => mark & byClass[row]!);
}

function markConfident(predictions: LabeledPredictions): Uint8Array {
  const { labels } = predictions;
  return Uint8Array.from(confidentClasses(predictions), (confident, row) =>
    confident >= 0 && confident !== labels[row] ? 1 : 0,
  );
}

function markByClass(
  { classes, probabilities, labels }: LabeledPredictions,
  counts: Float64Array,
): Uint8Array {
  const marks = new Uint8Array(labels.length);
  rowsByLabel(labels, classes).forEach((rows, label) => {
    const selfConfidence = rows.map(row => probabilities[row * classes + label]!);
    markFirst(marks, rows, selfConfidence, rows.length - counts[label * classes + label]!);
  });
  return marks;
}

function markByNoiseRate(
  { classes, probabilities, labels }: LabeledPredictions,
  counts: Float64Array,
): Uint8Array {
  const marks = new Uint8Array(labels.length);
  rowsByLabel(labels, classes).forEach((rows, label) => {
    for (let truth = 0; truth < classes; truth++) {
      const count = counts[label * classes + truth]!;
      if (truth === label || count === 0) continue;
      const margins = rows.map(
        row => probabilities[row * classes + label]! - probabilities[row * classes + truth]!,
      );
      markFirst(marks, rows, margins, count);
    }
  });
  return marks;
}

/**
 * Marks the rows with the smallest scores, as many as `count` rounds to; of equal scores those that come
 * first.
 */
function markFirst(
  marks: Uint8Array,
  rows: readonly number[],
  scores: readonly number[],
  count: number,
): void {
  for (const place of smallestFirst(scores).subarray(0, Math.round(count))) marks[rows[place]!] = 1;
}

function rowsByLabel(labels: ArrayLike<number>, classes: number): number[][] {
  const rows: number[][] = Array.from({ length: classes }, () => []);
  for (let row = 0; row < labels.length; row++) rows[labels[row]!]!.push(row);
  return rows;
}
