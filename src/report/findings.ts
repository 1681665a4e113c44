import {
  type ClassScores,
  type ConfusedPair,
  classScores,
  confusedPairs,
  countCorrect,
  drawingLosses,
  type Estimate,
  type InkExtremes,
  inkExtremes,
  inkShares,
  type LabeledPredictions,
  largestFirst,
  type MutualConfusion,
  meanAveragePrecision,
  mutualConfusions,
  predictedClasses,
  seriate,
  softSimilarity,
  type TopKAccuracy,
  topKAccuracies,
  wilsonInterval,
} from '../analysis/index.ts';
import type { RunAnalysis } from '../train/index.ts';
import type { Beside } from './beside.ts';
import { type Calibration, calibrate } from './calibration.ts';
import type { RunFiles } from './read-run.ts';
import { mergeSynonyms, type Synonyms } from './synonyms.ts';

/** Everything a report tells of a run, worked out. Rows are those of predictions.npz; categories are numbers. */
export interface Findings extends RunFiles {
  readonly analysis: RunAnalysis;
  /** Another run to hold it against, where one was named. */
  readonly beside: Beside | undefined;
  readonly categories: readonly string[];
  /** Test drawings, kept or not. */
  readonly drawings: number;
  readonly accuracy: Estimate;
  readonly topK: readonly TopKAccuracy[];
  /** Mean average precision at 3, as Kaggle's challenge has it. */
  readonly map3: number;
  /** What was predicted for each row. */
  readonly predicted: Uint16Array;
  readonly scores: readonly ClassScores[];
  /** All directed pairs, the most confused first. */
  readonly pairs: readonly ConfusedPair[];
  readonly mutual: readonly MutualConfusion[];
  /** Categories in an order in which similar ones are neighbors. */
  readonly order: Uint32Array;
  readonly calibration: Calibration;
  readonly synonyms: Synonyms;
  /** Rows, the worst first: those whose label the network thought least likely. */
  readonly worstFirst: Uint32Array;
  readonly ink: InkExtremes;
}

const MOST_K = 10;

/** Works out what a report tells. */
export function workOut(run: RunFiles, analysis: RunAnalysis, beside?: Beside): Findings {
  const { predictions, record } = run;
  const { confusion, probabilities, labels, bitmaps } = predictions;
  const labeled: LabeledPredictions = { classes: confusion.classes, probabilities, labels };
  const correct = countCorrect(confusion);
  const drawings = confusion.counts.reduce((sum, count) => sum + count, 0);
  return {
    ...run,
    analysis,
    beside,
    categories: record.categories,
    drawings,
    accuracy: { value: correct / drawings, ...wilsonInterval(correct, drawings) },
    topK: topKAccuracies(labeled, MOST_K),
    map3: meanAveragePrecision(labeled),
    predicted: predictedClasses(probabilities, confusion.classes),
    scores: classScores(confusion),
    pairs: confusedPairs(confusion, Number.POSITIVE_INFINITY),
    mutual: mutualConfusions(confusion, Number.POSITIVE_INFINITY),
    order: seriate(softSimilarity(labeled)),
    calibration: calibrate(labeled, analysis.validation?.temperature),
    synonyms: mergeSynonyms(confusion, analysis.validation?.confusion),
    worstFirst: largestFirst(drawingLosses(labeled)),
    ink: inkExtremes(inkShares(bitmaps)),
  };
}
