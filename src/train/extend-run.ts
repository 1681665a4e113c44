import { RunError, UsageError } from '../errors.ts';
import type { Progress } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import { lastPath } from './kept-files.ts';
import { passWord, type RunConfig } from './run-config.ts';
import type { RunRecord } from './run-record.ts';

/** What may be said anew of a run that goes on: how long it trains, and what its result does not depend on. */
export interface ResumeOptions {
  /** Most epochs of the whole run of a network. */
  readonly epochs?: number | undefined;
  /** Most rounds of the whole run of trees. */
  readonly rounds?: number | undefined;
  /** Not less than before, or 0 for never. */
  readonly patience?: number | undefined;
  readonly threads?: TrainConfig['threads'] | undefined;
  readonly memory?: TrainConfig['memory'] | undefined;
}

/** Where a run's last checkpoint stands. */
type Standing = Pick<Progress, 'epoch' | 'batch'>;

/**
 * The configuration with which a run goes on. It is always one with which the run could have begun, to the same bits:
 *
 * - `epochs` may be changed while the learning rate is constant; the other schedules are laid out over all epochs.
 *   It cannot be less than what is done. So may `rounds` of trees.
 * - `patience` may be raised: with less the run might have stopped earlier.
 * - A run that has finished goes on only if it would not have ended there.
 *
 * @param progress where its last checkpoint stands; undefined if there is none.
 * @throws UsageError for a wish that cannot be granted, RunError if there is nothing to go on with.
 */
export function configToGoOn(
  before: RunRecord,
  progress: Standing | undefined,
  wish: ResumeOptions,
): RunConfig {
  const { config, name } = before;
  const passes = passesWished(config, wish);
  const { patience = config.patience, threads = config.threads } = wish;
  if (config.model !== 'gbdt' && passes !== config.epochs && config.schedule !== 'constant')
    throw fixedSchedule(name, config);
  const done = progress === undefined ? 0 : progress.epoch - (progress.batch > 0 ? 0 : 1);
  if (passes < done) throw tooFewPasses(before, done, progress!.batch > 0);
  if (patience !== 0 && (config.patience === 0 || patience < config.patience))
    throw lessPatience(name, config);
  if (before.state === 'finished') {
    if (progress === undefined) throw noLastCheckpoint(before);
    if (before.results?.ended === 'no-splits') throw noSplitsLeft(before);
    if (before.results?.ended === 'patience' && patience === config.patience) throw outOfPatience(before);
    if (passes === done) throw allDone(before, done);
  }
  if (config.model === 'gbdt') return { ...config, rounds: passes, patience, threads };
  return { ...config, epochs: passes, patience, threads, memory: wish.memory ?? config.memory };
}

/** The epochs, or rounds, of the whole run. @throws UsageError for what the other kind of model has. */
function passesWished(config: RunConfig, { epochs, rounds, memory }: ResumeOptions): number {
  if (config.model !== 'gbdt') {
    if (rounds === undefined) return epochs ?? config.epochs;
    throw new UsageError(`The run is a network’s (${config.model}): it has no --rounds.`, {
      hint: 'Networks are trained further with --epochs.',
    });
  }
  if (epochs !== undefined)
    throw new UsageError('The run is one of trees (gbdt): it has no --epochs.', {
      hint: 'Trees are trained further with --rounds.',
    });
  if (memory != null)
    throw new UsageError('Trees look at all drawings in each round: there is no --memory for them.', {
      hint: 'Leave --memory away.',
    });
  return rounds ?? config.rounds;
}

function fixedSchedule(name: string, { schedule, epochs }: TrainConfig): UsageError {
  return new UsageError(
    `The learning rate of the run ${name} (${schedule}) is laid out over ${epochs} epochs: --epochs cannot be changed.`,
    { hint: 'Train a new run; only with a constant learning rate can a run get another number of epochs.' },
  );
}

function tooFewPasses({ name, config }: RunRecord, done: number, isUnderWay: boolean): UsageError {
  const word = passWord(config);
  const place = isUnderWay ? `is in ${word} ${done}` : `has trained ${done} ${word}s`;
  return new UsageError(`The run ${name} ${place}: it cannot end sooner.`, {
    hint: `Give ${done} or more with --${word}s.`,
  });
}

function lessPatience(name: string, { patience }: RunConfig): UsageError {
  const before = patience === 0 ? '0 (it never stops early)' : patience;
  return new UsageError(
    `The run ${name} began with --patience ${before}: with less it might have stopped earlier.`,
    { hint: `Leave --patience away${patience === 0 ? '' : ', raise it, or take 0 to never stop early'}.` },
  );
}

function outOfPatience({ name, config, results }: RunRecord): RunError {
  return new RunError(
    `The run ${name} stopped early, after ${passWord(config)} ${results!.epochs}: its validation loss did not get better any more (--patience ${config.patience}).`,
    { hint: 'To train on all the same, raise --patience, or give --patience 0 to never stop early.' },
  );
}

function allDone({ name, config }: RunRecord, done: number): RunError {
  const more =
    config.model === 'gbdt' || config.schedule === 'constant'
      ? `Train it further with --${passWord(config)}s (more than ${done}), measure it with \`qdl evaluate\`, or train a new one.`
      : 'Measure it with `qdl evaluate`, or train a new one.';
  return new RunError(`The run ${name} has finished: there is nothing to go on with.`, { hint: more });
}

function noSplitsLeft({ name, results }: RunRecord): RunError {
  return new RunError(
    `The run ${name} has finished: after round ${results!.epochs} no split gains anything any more.`,
    { hint: 'Measure it with `qdl evaluate`, or train a new one with other options.' },
  );
}

function noLastCheckpoint({ name, config }: RunRecord): RunError {
  return new RunError(`The run ${name} has finished, and its last checkpoint is gone: it cannot go on.`, {
    hint: `Bring back ${lastPath('', config.model)} of the run, or train a new one.`,
  });
}
