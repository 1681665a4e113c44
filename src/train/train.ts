import type { OpeningProgress } from '../data/index.ts';
import { readCheckpoint } from './checkpoint.ts';
import { completeConfig, type TrainOptions } from './config.ts';
import { configToGoOn, type ResumeOptions } from './extend-run.ts';
import { type FinishedRun, finishRun } from './finish-run.ts';
import { type EpochEvent, fitClassifier, type StepEvent } from './fit.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import { claimDirectory, claimNewDirectory } from './run-directory.ts';
import type { OpenDrawings } from './run-drawings.ts';
import { type RunRecord, readRecord, writeRecord } from './run-record.ts';

/** What a run tells on its way. */
export type TrainEvent =
  | { readonly type: 'opening'; readonly progress: OpeningProgress }
  /** Something to know, such as files that are not read. */
  | { readonly type: 'note'; readonly text: string }
  /** Training begins, or goes on after some epochs. */
  | {
      readonly type: 'start';
      readonly directory: string;
      readonly record: RunRecord;
      readonly epochsDone: number;
    }
  | StepEvent
  | EpochEvent
  /** Training has ended; the best weights are measured on the test side. */
  | { readonly type: 'test'; readonly bestEpoch: number; readonly drawings: number };

export interface TrainControls {
  readonly onEvent?: ((event: TrainEvent) => void) | undefined;
  /**
   * Stops the run, with everything saved to go on later; the promise is then rejected with the signal's
   * reason.
   */
  readonly signal?: AbortSignal | undefined;
  /** Opens the drawings in place of the files that the configuration names: the same ones, from shared memory for instance. */
  readonly openDrawings?: OpenDrawings | undefined;
}

/**
 * Trains a classifier in a run of its own: opens the drawings, trains, measures the best weights on the test
 * side.
 * @param controls `out`: the run's directory; left out, a new one below `runs/`.
 * @throws UsageError, DataError or RunError, each with what to do.
 */
export async function train(
  options: TrainOptions,
  controls: TrainControls & { readonly out?: string | undefined } = {},
): Promise<FinishedRun> {
  const config = completeConfig(options);
  const startedAt = new Date();
  const directory = await claimNewDirectory(controls.out, { startedAt, model: config.model });
  const onOpening = openingListener(controls);
  const { openDrawings } = controls;
  try {
    const run = await prepareRun({ directory: directory.path, config, startedAt, onOpening, openDrawings });
    return await conduct(run, controls);
  } finally {
    await directory.release();
  }
}

/**
 * Goes on with a run that was stopped, killed or failed, as if nothing had happened, or trains one further: the result
 * is the same, to the bit, as if the run had been begun so.
 * @param path its directory.
 * @param wish what is to be another than before; see `configToGoOn` for what may be.
 * @throws UsageError for a wish that cannot be granted; RunError if the run has finished, is damaged, or its drawings
 *   have changed.
 */
export async function resume(
  path: string,
  controls: TrainControls = {},
  wish: ResumeOptions = {},
): Promise<FinishedRun> {
  await readRecord(path);
  const directory = await claimDirectory(path);
  try {
    // Read again: another process may have gone on with it in between.
    const before = await readRecord(directory.path);
    const checkpoint = await readCheckpoint(directory.path, 'last');
    const config = completeConfig(configToGoOn(before, checkpoint?.progress, wish));
    const startedAt = new Date(before.startedAt);
    const onOpening = openingListener(controls);
    const goingOn = { before, checkpoint };
    const run = await prepareRun({
      directory: directory.path,
      config,
      startedAt,
      goingOn,
      onOpening,
      openDrawings: controls.openDrawings,
    });
    return await conduct(run, controls);
  } finally {
    await directory.release();
  }
}

/** Trains a prepared run to its end. */
async function conduct(run: PreparedRun, controls: TrainControls): Promise<FinishedRun> {
  const { directory, record, drawings, journal, trainer, start } = run;
  const { onEvent = () => {}, signal } = controls;
  try {
    for (const text of drawings.notes) onEvent({ type: 'note', text });
    onEvent({ type: 'start', directory, record, epochsDone: journal.epochs.length });
    await journal.log(start ? `goes on in epoch ${start.epoch}` : 'begins');
    const { parts } = drawings;
    const { train, validation } = parts;
    const fitted = await fitClassifier({
      config: record.config,
      trainer,
      train,
      validation,
      journal,
      start,
      onEvent,
      signal,
    });
    onEvent({ type: 'test', bestEpoch: fitted.best.epoch, drawings: parts.test.count });
    return await finishRun(run, fitted, signal);
  } catch (error) {
    await leave(run, error, signal);
    throw error;
  } finally {
    await run.close();
  }
}

/** Notes why a run has not finished. */
async function leave(
  { directory, record, journal }: PreparedRun,
  error: unknown,
  signal?: AbortSignal,
): Promise<void> {
  const isInterrupted = signal?.aborted && error === signal.reason;
  const failure = isInterrupted ? null : error instanceof Error ? error.message : String(error);
  const state = isInterrupted ? 'interrupted' : 'failed';
  try {
    await journal.log(failure === null ? 'interrupted' : `failed: ${failure}`);
    await writeRecord(directory, { ...record, state, failure, endedAt: new Date().toISOString() });
  } catch {
    // The disk may be full, which is why it failed. That is told by `error`; the run is left as one that was
    // killed.
  }
}

function openingListener({ onEvent, signal }: TrainControls) {
  return (progress: OpeningProgress) => {
    // There is nothing to save yet: what is thrown here ends the opening.
    signal?.throwIfAborted();
    onEvent?.({ type: 'opening', progress });
  };
}
