import { RunError } from '../errors.ts';
import { openClassifier } from './classifier.ts';
import type { Predictor } from './predictor.ts';
import { type RunRecord, readRecord } from './run-record.ts';
import { readTrees, treesPath } from './trees-file.ts';
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
  if (record.config.model === 'gbdt') return openTrees(directory, record);
  const { categories, network, close } = await openClassifier(directory, options);
  return { record, categories, predictor: network, close };
}

async function openTrees(directory: string, record: RunRecord): Promise<OpenPredictor> {
  const kind = record.state === 'finished' ? 'kept' : 'last';
  const model = await readTrees(directory, kind);
  if (!model) throw noTrees(directory, record, treesPath(directory, kind));
  const { categories } = record;
  if (model.classes !== categories.length) {
    throw new RunError(
      `${treesPath(directory, kind)} tells ${model.classes} categories apart, the run ${record.name} ${categories.length}.`,
      { hint: 'Take a whole copy of the run, or train again.' },
    );
  }
  return { record, categories, predictor: treesPredictor(model), close: async () => {} };
}

function noTrees(directory: string, { name, state }: RunRecord, path: string): RunError {
  if (state === 'finished')
    return new RunError(`The trees of the run ${name} are gone: there is no ${path}.`, {
      hint: 'Take a whole copy of the run, or train again.',
    });
  return new RunError(`The run ${name} has no trees yet: it stopped in its first round.`, {
    hint: `Go on with it: \`qdl train --resume "${directory}"\`.`,
  });
}
