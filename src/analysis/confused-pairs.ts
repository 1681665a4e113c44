import { type ConfusionMatrix, supportOf } from './confusion.ts';
import { type Interval, wilsonInterval } from './intervals.ts';

/** Drawings of one class that were taken for another. */
export interface ConfusedPair {
  readonly truth: number;
  readonly prediction: number;
  readonly count: number;
  /** Share of the drawings of class `truth`, 0 to 1. */
  readonly share: number;
  /** 95 % interval of the share (Wilson). */
  readonly interval: Interval;
}

/** Drawings of two classes that were taken for the other, whichever was which. */
export interface MutualConfusion {
  /** The lower class of the two. */
  readonly first: number;
  readonly second: number;
  /** Drawings of `first` taken for `second`, and of `second` taken for `first`. */
  readonly count: number;
  /** `count` over the drawings of both classes, 0 to 1. */
  readonly share: number;
  /** 95 % interval of the share (Wilson). */
  readonly interval: Interval;
}

/**
 * The directed pairs truth → prediction that were confused, the largest share first (of equal ones the larger
 * count, then the order of the classes).
 * @param limit most pairs to give.
 * @param leastCount leaves out pairs with fewer drawings: a share of two drawings tells little.
 */
export function confusedPairs(matrix: ConfusionMatrix, limit: number, leastCount = 1): ConfusedPair[] {
  const { classes, counts } = matrix;
  const pairs: ConfusedPair[] = [];
  for (let truth = 0; truth < classes; truth++) {
    const support = supportOf(matrix, truth);
    for (let prediction = 0; prediction < classes; prediction++) {
      const count = counts[truth * classes + prediction]!;
      if (prediction === truth || count === 0 || count < leastCount) continue;
      pairs.push({
        truth,
        prediction,
        count,
        share: count / support,
        interval: wilsonInterval(count, support),
      });
    }
  }
  return pairs.sort((a, b) => b.share - a.share || b.count - a.count).slice(0, limit);
}

/**
 * The pairs of classes that were taken for each other, counted in both directions; sorted as `confusedPairs`.
 */
export function mutualConfusions(matrix: ConfusionMatrix, limit: number, leastCount = 1): MutualConfusion[] {
  const { classes, counts } = matrix;
  const supports = Array.from({ length: classes }, (_, index) => supportOf(matrix, index));
  const pairs: MutualConfusion[] = [];
  for (let first = 0; first < classes; first++) {
    for (let second = first + 1; second < classes; second++) {
      const count = counts[first * classes + second]! + counts[second * classes + first]!;
      if (count === 0 || count < leastCount) continue;
      const drawings = supports[first]! + supports[second]!;
      pairs.push({
        first,
        second,
        count,
        share: count / drawings,
        interval: wilsonInterval(count, drawings),
      });
    }
  }
  return pairs.sort((a, b) => b.share - a.share || b.count - a.count).slice(0, limit);
}
