import { naturalLog } from '../engine/index.ts';
import { PIXELS } from './drawing.ts';
import { addScores } from './forest.ts';
import type { Tree } from './tree.ts';

/** LightGBM's kEpsilon, the least share of a class. */
const EPSILON = Math.fround(1e-15);

/** What boosting knows of the classes before the first tree: their shares of the labels. */
export class ClassShares {
  private readonly shares: Float64Array;

  constructor(labels: Int32Array, classes: number) {
    this.shares = new Float64Array(classes);
    for (const label of labels) this.shares[label]! += 1;
    this.shares.forEach((rows, k) => {
      this.shares[k] = rows / labels.length;
    });
  }

  /** For each class 1 if trees can tell it from others: it has rows, and is not the only one that has. */
  get trainable(): Uint8Array {
    return Uint8Array.from(this.shares, share => Number(share > EPSILON && share < 1 - EPSILON));
  }

  /** ln of the share of class `k`, the score that boosting starts from (boost_from_average). */
  score(k: number): number {
    const score = naturalLog(Math.max(EPSILON, this.shares[k]!));
    return Math.abs(score) > EPSILON ? score : 0;
  }
}

/** Scores float64 [classes, N] that are the same for all of `count` rows. */
export function constantScores(scoresOfClasses: readonly number[], count: number): Float64Array {
  const scores = new Float64Array(scoresOfClasses.length * count);
  scoresOfClasses.forEach((score, k) => {
    scores.fill(score, count * k, count * (k + 1));
  });
  return scores;
}

/** Scores float64 [classes, N] of `trees` for drawings uint8 [N, 784]. */
export function scoresByClass(trees: readonly Tree[], classes: number, bitmaps: Uint8Array): Float64Array {
  const count = bitmaps.length / PIXELS;
  const byRow = new Float64Array(classes * count);
  addScores(trees, classes, bitmaps, byRow);
  const byClass = new Float64Array(classes * count);
  for (let row = 0; row < count; row++)
    for (let k = 0; k < classes; k++) byClass[count * k + row] = byRow[classes * row + k]!;
  return byClass;
}
