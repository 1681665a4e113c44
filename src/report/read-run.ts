import { RunError } from '../errors.ts';
import {
  type EpochMetrics,
  type RunRecord,
  readImportance,
  readMetrics,
  readPredictions,
  readRecord,
  type SavedPredictions,
} from '../train/index.ts';

/** What a finished run has kept. */
export interface RunFiles {
  readonly directory: string;
  readonly record: RunRecord;
  readonly epochs: readonly EpochMetrics[];
  /** The test side; not all drawings where it is very large, but `confusion` counts all. */
  readonly predictions: SavedPredictions;
  /** Of trees, what splits at each of the 784 pixels gained. */
  readonly importance?: Float64Array | undefined;
}

/**
 * Reads the files of a finished run.
 * @throws RunError if it has not finished or has no test drawings; RunError or DataError if files are damaged.
 */
export async function readRun(directory: string): Promise<RunFiles> {
  const record = await readRecord(directory);
  if (record.state !== 'finished') throw notFinished(record, directory);
  const predictions = await readPredictions(directory);
  if (predictions.confusion.classes !== record.categories.length)
    throw new RunError(
      `The predictions in ${directory} are of another run: they know ${predictions.confusion.classes} categories, ` +
        `the run has ${record.categories.length}.`,
      { hint: 'Take a whole copy of the run, or train again.' },
    );
  if (predictions.labels.length === 0)
    throw new RunError(
      `The run ${record.name} has no drawing on its test side: there is nothing to report.`,
      {
        hint: 'Train again with more drawings a category.',
      },
    );
  const importance = record.config.model === 'gbdt' ? await readImportance(directory) : undefined;
  return { directory, record, epochs: await readMetrics(directory), predictions, importance };
}

function notFinished({ name, state, failure }: RunRecord, directory: string): RunError {
  const why = state === 'failed' && failure ? `failed: ${failure.replace(/\.?$/, '')}` : `is ${state}`;
  return new RunError(`The run ${name} ${why}. A report tells of a finished run.`, {
    hint: `Go on with it: \`qdl train --resume "${directory}"\`.`,
  });
}
