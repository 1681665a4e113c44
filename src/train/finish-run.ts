import type { FitResult } from './fit.ts';
import { type Measurement, measure, type NamedPair, namedPairs } from './measure.ts';
import { drawMistakes } from './mistakes-sheet.ts';
import { writePredictions } from './predictions-file.ts';
import type { PreparedRun } from './prepare-run.ts';
import { passWord } from './run-config.ts';
import { type RunRecord, type RunResults, writeRecord } from './run-record.ts';

/** A run that has finished. */
export interface FinishedRun {
  readonly directory: string;
  readonly record: RunRecord;
  readonly results: RunResults;
  /** The most confused pairs of the test side, the largest share first. */
  readonly confused: readonly NamedPair[];
  /** Path of a picture of mistakes on the test side, if any were made. */
  readonly mistakesSheet: string | undefined;
  /** Path of a picture of what the model looks at, for models that have one. */
  readonly importancePicture: string | undefined;
}

const MOST_PAIRS = 10;

/**
 * Measures what a run keeps on its test side, which nothing was chosen by, and writes what came out.
 */
export async function finishRun(
  run: PreparedRun,
  fitted: FitResult,
  signal?: AbortSignal,
): Promise<FinishedRun> {
  const { directory, drawings, learner, journal } = run;
  const { predictor, parameters, importancePicture } = await learner.kept();
  const { measurement, tally } = await measure(predictor, drawings.parts.test, { signal });
  await writePredictions(directory, tally);
  const mistakesSheet = await drawMistakes(directory, tally.kept, drawings.categories);
  const results = resultsOf(run, fitted, measurement);
  const record: RunRecord = {
    ...run.record,
    parameters,
    state: 'finished',
    endedAt: new Date().toISOString(),
    results,
  };
  await writeRecord(directory, record);
  await journal.log(`finished after ${fitted.epochs} ${passWord(record.config)}s (${fitted.ended})`);
  const confused = namedPairs(tally, drawings.categories, MOST_PAIRS);
  return { directory, record, results, confused, mistakesSheet, importancePicture };
}

function resultsOf(
  { journal, drawings }: PreparedRun,
  fitted: FitResult,
  test: Measurement | undefined,
): RunResults {
  const { validation = null } = journal.epochs.find(({ epoch }) => epoch === fitted.best.epoch) ?? {};
  return {
    epochs: fitted.epochs,
    bestEpoch: fitted.best.epoch,
    ended: fitted.ended,
    seconds: journal.epochs.reduce((sum, { seconds }) => sum + seconds, 0),
    validation: validation && { drawings: drawings.parts.validation.count, ...validation },
    test: test ?? null,
  };
}
