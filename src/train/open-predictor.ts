import { type OpenOptions, openClassifier } from './classifier.ts';
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
 * Opens what a run has learned: the weights of a network; the trees that a finished run keeps, or, as `last`, and of a run
 * under way, all that were grown.
 * @param directory the run's.
 * @param options threads: trees take one.
 * @throws RunError if the run has nothing yet; RunError or DataError if its files are damaged.
 */
export async function openPredictor(directory: string, options: OpenOptions = {}): Promise<OpenPredictor> {
  const record = await readRecord(directory);
  if (record.config.model === 'gbdt') {
    const predictor = treesPredictor(await readRunTrees(directory, record, options.weights));
    return { record, categories: record.categories, predictor, close: async () => {} };
  }
  const { categories, network, close } = await openClassifier(directory, options);
  return { record, categories, predictor: network, close };
}
