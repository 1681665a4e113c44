import { openClassifier } from './classifier.ts';
import type { Predictor } from './predictor.ts';
import { type RunRecord, readRecord } from './run-record.ts';
import { readRunTrees } from './run-trees.ts';
import { treesPredictor } from './trees-predictor.ts';

/** What a run has learned, ready to be used. */
export interface OpenPredictor {
  readonly record: RunRecord;
  /** Names by label. */
  readonly categories: readonly string[];
  readonly predictor: Predictor;
  close(): Promise<void>;
}

/**
 * Opens what a run has learned: the best weights of a network; the trees that a finished run keeps, or those that one under
 * way has so far.
 * @param directory the run's.
 * @param options threads to compute with (default: one a core); trees take one.
 * @throws RunError if the run has nothing yet; RunError or DataError if its files are damaged.
 */
export async function openPredictor(
  directory: string,
  options: { threads?: number | undefined } = {},
): Promise<OpenPredictor> {
  const record = await readRecord(directory);
  if (record.config.model === 'gbdt') {
    const predictor = treesPredictor(await readRunTrees(directory, record));
    return { record, categories: record.categories, predictor, close: async () => {} };
  }
  const { categories, network, close } = await openClassifier(directory, options);
  return { record, categories, predictor: network, close };
}
