import { confusedPairs, type Interval, mutualConfusions } from '../analysis/index.ts';
import type { RunRecord } from '../train/index.ts';
import { categoryIndex } from './category-index.ts';
import { readRun } from './read-run.ts';

/** Two categories that were confused, by name. */
export interface NamedConfusion {
  /** What was drawn; of a symmetric pair one of both. */
  readonly truth: string;
  /** What it was taken for; of a symmetric pair the other. */
  readonly prediction: string;
  readonly count: number;
  /** Drawings that `share` is of: those of `truth`; of a symmetric pair those of both. */
  readonly drawings: number;
  readonly share: number;
  /** 95 % interval of the share (Wilson). */
  readonly interval: Interval;
}

interface ListOptions {
  readonly limit: number;
  /** Counts both directions together. */
  readonly isSymmetric?: boolean;
  /** Leaves out pairs with fewer confused drawings. */
  readonly leastCount?: number;
  /** Only pairs with the category of this name. */
  readonly category?: string | undefined;
}

export interface ConfusionList {
  readonly record: RunRecord;
  readonly confusions: readonly NamedConfusion[];
  /** Pairs that there are, listed or not. */
  readonly total: number;
}

/**
 * The pairs of categories that a finished run confuses most, from its saved predictions.
 * @param directory the run's.
 * @throws UsageError for a category that the run does not know; RunError or DataError if files are missing or damaged.
 */
export async function listConfusions(
  directory: string,
  { limit, isSymmetric = false, leastCount = 1, category }: ListOptions,
): Promise<ConfusionList> {
  const { record, predictions } = await readRun(directory);
  const { categories } = record;
  const own = category === undefined ? undefined : categoryIndex(record, category);
  const all = Number.POSITIVE_INFINITY;
  const pairs = isSymmetric
    ? mutualConfusions(predictions.confusion, all, leastCount).map(({ first, second, ...rest }) => ({
        truth: first,
        prediction: second,
        ...rest,
      }))
    : confusedPairs(predictions.confusion, all, leastCount);
  const wanted = pairs.filter(
    ({ truth, prediction }) => own === undefined || truth === own || prediction === own,
  );
  const confusions = wanted.slice(0, limit).map(({ truth, prediction, count, share, interval }) => ({
    truth: categories[truth]!,
    prediction: categories[prediction]!,
    count,
    drawings: Math.round(count / share),
    share,
    interval,
  }));
  return { record, confusions, total: wanted.length };
}
