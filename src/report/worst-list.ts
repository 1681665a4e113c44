import { drawingLosses, largestFirst, percentileBand, predictedClasses } from '../analysis/index.ts';
import { drawingName } from '../data/index.ts';
import type { RunRecord } from '../train/index.ts';
import { categoryIndex } from './category-index.ts';
import { bitmapOf } from './drawing-png.ts';
import { readRun } from './read-run.ts';

/** A test drawing and what the network said of it. */
export interface JudgedDrawing {
  /** Its content hash, 16 hexadecimal digits, as `--exclude` takes them. */
  readonly name: string;
  readonly category: string;
  readonly prediction: string;
  /** Probability of the prediction. */
  readonly probability: number;
  /** Probability of the category. */
  readonly categoryProbability: number;
  /** −ln of that. */
  readonly loss: number;
  /** [784], ink 255. */
  readonly bitmap: Uint8Array;
}

interface WorstOptions {
  readonly limit: number;
  /** The drawings around this place in the order, in percent; from the worst on if left out. */
  readonly percentile?: number | undefined;
  /** Only drawings of the category of this name. */
  readonly category?: string | undefined;
}

export interface WorstList {
  readonly record: RunRecord;
  readonly drawings: readonly JudgedDrawing[];
  /** Test drawings that were ranked. */
  readonly total: number;
}

/**
 * The test drawings whose category a finished run thinks least likely, from its saved predictions.
 * @param directory the run's.
 * @throws UsageError for a category that the run does not know; RunError or DataError if files are missing or damaged.
 */
export async function listWorst(
  directory: string,
  { limit, percentile, category }: WorstOptions,
): Promise<WorstList> {
  const { record, predictions } = await readRun(directory);
  const { categories } = record;
  const { labels, probabilities, hashes } = predictions;
  const own = category === undefined ? undefined : categoryIndex(record, category);
  const classes = categories.length;
  const losses = drawingLosses({ classes, probabilities, labels });
  const ranked = largestFirst(losses).filter(row => own === undefined || labels[row] === own);
  const rows = percentile === undefined ? ranked.slice(0, limit) : percentileBand(ranked, percentile, limit);
  const predicted = predictedClasses(probabilities, classes);
  const drawings = Array.from(rows, row => ({
    name: drawingName(hashes[row]!),
    category: categories[labels[row]!]!,
    prediction: categories[predicted[row]!]!,
    probability: probabilities[row * classes + predicted[row]!]!,
    categoryProbability: probabilities[row * classes + labels[row]!]!,
    loss: losses[row]!,
    bitmap: bitmapOf(predictions, row),
  }));
  return { record, drawings, total: ranked.length };
}
