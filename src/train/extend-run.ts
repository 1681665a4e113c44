import { RunError, UsageError } from '../errors.ts';
import type { Progress } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import type { RunRecord } from './run-record.ts';

/** What may be said anew of a run that goes on: how long it trains, and what its result does not depend on. */
export interface ResumeOptions {
  /** Most epochs of the whole run. */
  readonly epochs?: number | undefined;
  /** Not less than before, or 0 for never. */
  readonly patience?: number | undefined;
  readonly threads?: TrainConfig['threads'] | undefined;
  readonly memory?: TrainConfig['memory'] | undefined;
}

/**
 * The configuration with which a run goes on. It is always one with which the run could have begun, to the same bits:
 *
 * - `epochs` may be changed while the learning rate is constant; the other schedules are laid out over all epochs.
 *   It cannot be less than what is done.
 * - `patience` may be raised: with less the run might have stopped earlier.
 * - A run that has finished goes on only if it would not have ended there.
 *
 * @param progress where its last checkpoint stands; undefined if there is none.
 * @throws UsageError for a wish that cannot be granted, RunError if there is nothing to go on with.
 */
export function configToGoOn(
  before: RunRecord,
  progress: Progress | undefined,
  wish: ResumeOptions,
): TrainConfig {
  const { config, name } = before;
  const {
    epochs = config.epochs,
    patience = config.patience,
    threads = config.threads,
    memory = config.memory,
  } = wish;
  if (epochs !== config.epochs && config.schedule !== 'constant') throw fixedSchedule(name, config);
  const done = progress === undefined ? 0 : progress.epoch - (progress.batch > 0 ? 0 : 1);
  if (epochs < done) throw tooFewEpochs(name, done, progress!.batch > 0);
  if (patience !== 0 && (config.patience === 0 || patience < config.patience))
    throw lessPatience(name, config);
  if (before.state === 'finished') {
    if (progress === undefined) throw noLastCheckpoint(name);
    if (before.results?.ended === 'patience' && patience === config.patience) throw outOfPatience(before);
    if (epochs === done) throw allDone(before, done);
  }
  return { ...config, epochs, patience, threads, memory };
}

function fixedSchedule(name: string, { schedule, epochs }: TrainConfig): UsageError {
  return new UsageError(
    `The learning rate of the run ${name} (${schedule}) is laid out over ${epochs} epochs: --epochs cannot be changed.`,
    { hint: 'Train a new run; only with a constant learning rate can a run get another number of epochs.' },
  );
}

function tooFewEpochs(name: string, done: number, isUnderWay: boolean): UsageError {
  const place = isUnderWay ? `is in epoch ${done}` : `has trained ${done} epochs`;
  return new UsageError(`The run ${name} ${place}: it cannot end sooner.`, {
    hint: `Give ${done} or more with --epochs.`,
  });
}

function lessPatience(name: string, { patience }: TrainConfig): UsageError {
  const before = patience === 0 ? '0 (it never stops early)' : patience;
  return new UsageError(
    `The run ${name} began with --patience ${before}: with less it might have stopped earlier.`,
    { hint: `Leave --patience away${patience === 0 ? '' : ', raise it, or take 0 to never stop early'}.` },
  );
}

function outOfPatience({ name, config, results }: RunRecord): RunError {
  return new RunError(
    `The run ${name} stopped early, after epoch ${results!.epochs}: its validation loss did not get better any more (--patience ${config.patience}).`,
    { hint: 'To train on all the same, raise --patience, or give --patience 0 to train all epochs.' },
  );
}

function allDone({ name, config }: RunRecord, done: number): RunError {
  const more =
    config.schedule === 'constant'
      ? `Train it further with --epochs (more than ${done}), measure it with \`qdl evaluate\`, or train a new one.`
      : 'Measure it with `qdl evaluate`, or train a new one.';
  return new RunError(`The run ${name} has finished: there is nothing to go on with.`, { hint: more });
}

function noLastCheckpoint(name: string): RunError {
  return new RunError(`The run ${name} has finished, and its last checkpoint is gone: it cannot go on.`, {
    hint: 'Bring back checkpoints/last.safetensors of the run, or train a new one.',
  });
}
