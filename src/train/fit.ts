import { type BatchSource, DRAWING_BYTES } from '../data/index.ts';
import { RunError } from '../errors.ts';
import { type EvaluationSums, learningRateAt, type Schedule, type Trainer } from '../nn/index.ts';
import { drawChanges } from './augmentation.ts';
import type { Checkpoint, CheckpointKind, Progress } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import { betterEpoch, isOutOfPatience, noBestEpoch } from './early-stopping.ts';
import type { EpochMetrics } from './epoch-metrics.ts';
import { evaluateSource } from './evaluate-source.ts';
import { takeTurns } from './event-loop.ts';

/** After each step. Loss and accuracy are means over the epoch so far. */
export interface StepEvent {
  readonly type: 'step';
  readonly epoch: number;
  /** Drawings of the epoch learned from. */
  readonly drawings: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** After each epoch. */
export interface EpochEvent {
  readonly type: 'epoch';
  readonly metrics: EpochMetrics;
  /** Whether no epoch before had as low a validation loss. */
  readonly isBest: boolean;
}

/** Keeps what training has come to. What it is given is not changed afterwards. */
export interface Journal {
  addEpoch(metrics: EpochMetrics): Promise<void>;
  save(kind: CheckpointKind, checkpoint: Checkpoint): Promise<void>;
}

interface FitOptions {
  readonly config: TrainConfig;
  /** With the weights to start from. */
  readonly trainer: Trainer;
  readonly train: BatchSource;
  /** May be empty: then nothing stops early, and the last epoch counts as the best. */
  readonly validation: BatchSource;
  readonly journal: Journal;
  /** Where to go on; left out, at the beginning. */
  readonly start?: Progress | undefined;
  readonly onEvent?: ((event: StepEvent | EpochEvent) => void) | undefined;
  /**
   * Stops training after the step under way, with everything saved; `fitClassifier` then throws the signal's
   * reason.
   */
  readonly signal?: AbortSignal | undefined;
}

/** How training ended. */
export interface FitResult {
  /** Epochs trained. */
  readonly epochs: number;
  readonly best: Progress['best'];
  readonly ended: 'patience' | 'epochs' | 'no-splits';
}

const NO_SUMS: Progress['sums'] = { count: 0, lossSum: 0, correct: 0, penaltySum: 0, seconds: 0 };
const BEGINNING: Progress = { epoch: 1, batch: 0, step: 0, sums: NO_SUMS, best: noBestEpoch };

/**
 * Trains until the epochs are over or the validation loss has not got better for `patience` of them. Weights,
 * order, dropout and augmentation are functions of the seed and of the place in the run, so that a run that
 * was stopped and went on is the same, to the bit, as one that went straight through.
 *
 * @throws RunError when the loss is not a number any more; the last checkpoint is from before.
 */
export async function fitClassifier(options: FitOptions): Promise<FitResult> {
  const { config, trainer, validation, journal, onEvent = () => {}, signal } = options;
  let progress = options.start ?? BEGINNING;
  let ended = endOf(progress, config);
  while (!ended) {
    progress = await trainEpoch(options, progress);
    const { epoch, step, sums } = progress;
    const started = performance.now();
    const sides = {
      train: meansOf(sums),
      validation: validation.count > 0 ? await validate(options, progress) : null,
    };
    const metrics: EpochMetrics = {
      epoch,
      step,
      learningRate: learningRateAt(scheduleOf(options), step - 1),
      ...sides,
      penalty: sums.penaltySum / sums.count,
      seconds: sums.seconds + (performance.now() - started) / 1000,
      endedAt: new Date().toISOString(),
    };
    const best = metrics.validation
      ? betterEpoch(progress.best, epoch, metrics.validation.loss)
      : { ...noBestEpoch, epoch };
    const isBest = best.epoch === epoch;
    progress = { epoch: epoch + 1, batch: 0, step, sums: NO_SUMS, best };
    // The last checkpoint comes last: killed in between, the run goes on from the one before and does the
    // same again.
    await journal.addEpoch(metrics);
    if (isBest) await save(options, 'best', await trainer.evaluated.tensors.save(), progress);
    await save(options, 'last', await trainer.save(), progress);
    onEvent({ type: 'epoch', metrics, isBest });
    ended = endOf(progress, config);
    if (!ended) signal?.throwIfAborted();
  }
  return { epochs: progress.epoch - 1, best: progress.best, ended };
}

/** Learns from the batches of an epoch that are left. Gives the progress after the last one. */
async function trainEpoch(options: FitOptions, start: Progress): Promise<Progress> {
  const { config, trainer, train, onEvent = () => {}, signal } = options;
  const { epoch } = start;
  const schedule = scheduleOf(options);
  const bitmaps = new Uint8Array(config.batch * DRAWING_BYTES);
  const labels = new Int32Array(config.batch);
  const pass = train.shuffled(config.seed, epoch, start.batch * config.batch);
  let { batch, step, sums } = start;
  try {
    for (;;) {
      const progress = { ...start, batch, step, sums };
      await takeTurns();
      if (signal?.aborted) await stop(options, progress);
      const started = performance.now();
      const count = await pass.next(bitmaps, labels);
      if (count === 0) return progress;
      const place = { seed: config.seed, epoch, start: batch * config.batch, count };
      const metrics = await trainer.step(
        {
          bitmaps: bitmaps.subarray(0, count * DRAWING_BYTES),
          labels: labels.subarray(0, count),
          ...drawChanges(config.augmentation, place),
        },
        { step: step + 1, learningRate: learningRateAt(schedule, step), seed: config.seed },
      );
      batch++;
      step++;
      sums = {
        count: sums.count + count,
        lossSum: sums.lossSum + metrics.lossSum,
        correct: sums.correct + metrics.correct,
        penaltySum: sums.penaltySum + metrics.penalty * count,
        seconds: sums.seconds + (performance.now() - started) / 1000,
      };
      if (!Number.isFinite(sums.lossSum + sums.penaltySum)) throw notANumber(progress, config);
      onEvent({ type: 'step', epoch, drawings: sums.count, ...meansOf(sums) });
    }
  } finally {
    await pass.close();
  }
}

async function validate(options: FitOptions, progress: Progress): Promise<EpochMetrics['validation']> {
  const { config, trainer, validation, signal } = options;
  const sums = await evaluateSource(trainer.evaluated, validation, { signal }).catch(async error => {
    if (signal?.aborted) await stop(options, progress);
    throw error;
  });
  if (!Number.isFinite(sums.lossSum)) throw notANumber(progress, config);
  return meansOf(sums);
}

/** Saves everything, then throws the reason why the run is stopped. */
async function stop(options: FitOptions, progress: Progress): Promise<never> {
  await save(options, 'last', await options.trainer.save(), progress);
  throw options.signal!.reason;
}

/** Saves a checkpoint, unless a last step, whose own loss still was a number, has broken the weights. */
async function save(
  { journal, config }: FitOptions,
  kind: CheckpointKind,
  tensors: Checkpoint['tensors'],
  progress: Progress,
): Promise<void> {
  for (const { data } of tensors.values())
    if (!Number.isFinite(data.reduce((sum, value) => sum + value, 0))) throw notANumber(progress, config);
  await journal.save(kind, { tensors, progress });
}

function scheduleOf({ config, train }: FitOptions): Schedule {
  const totalSteps = config.epochs * Math.ceil(train.count / config.batch);
  return { name: config.schedule, learningRate: config.learningRate, totalSteps };
}

function endOf({ epoch, batch, best }: Progress, config: TrainConfig): FitResult['ended'] | undefined {
  if (batch > 0) return undefined;
  if (isOutOfPatience(best, epoch - 1, config.patience)) return 'patience';
  return epoch > config.epochs ? 'epochs' : undefined;
}

function meansOf({ count, lossSum, correct }: EvaluationSums): { loss: number; accuracy: number } {
  return { loss: lossSum / count, accuracy: correct / count };
}

function notANumber({ epoch, step }: Progress, config: TrainConfig): RunError {
  const suggestions = [
    `a lower --learning-rate (it was ${config.learningRate})`,
    ...(config.norm === 'none' ? ['--norm batch'] : []),
    ...(config.l1 > 0 || config.l2 > 0 ? ['a lower --l1 or --l2'] : []),
  ];
  return new RunError(`The loss is not a number any more: epoch ${epoch}, step ${step + 1}.`, {
    hint: `Try ${suggestions.join(', or ')}. The checkpoints are from before and still good.`,
  });
}
