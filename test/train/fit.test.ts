import { afterAll, describe, expect, it } from 'vitest';
import { createNodeBackend } from '../../src/engine/node/index.ts';
import { RunError } from '../../src/errors.ts';
import { Trainer } from '../../src/nn/index.ts';
import { buildModel, trainingOptions } from '../../src/train/build-model.ts';
import type { Checkpoint, CheckpointKind } from '../../src/train/checkpoint.ts';
import type { TrainOptions } from '../../src/train/config.ts';
import type { EpochMetrics } from '../../src/train/epoch-metrics.ts';
import { fitClassifier, type Journal } from '../../src/train/fit.ts';
import { completeConfig } from '../../src/train/run-config.ts';
import { bands, CLASSES } from './synthetic.ts';

const backend = createNodeBackend({ threads: 1 });
afterAll(() => backend.close());

class MemoryJournal implements Journal {
  readonly epochs: EpochMetrics[] = [];
  readonly checkpoints: Partial<Record<CheckpointKind, Checkpoint>> = {};
  /** Kinds in the order in which they were saved. */
  readonly saved: CheckpointKind[] = [];

  async addEpoch(metrics: EpochMetrics): Promise<void> {
    this.epochs.push(metrics);
  }

  async save(kind: CheckpointKind, checkpoint: Checkpoint): Promise<void> {
    this.saved.push(kind);
    this.checkpoints[kind] = checkpoint;
  }
}

/** Five batches an epoch, the last one short. */
const train = bands(70, 1);
const validation = bands(30, 2);
const small: TrainOptions = {
  model: 'mlp',
  hidden: [8],
  batch: 16,
  epochs: 4,
  patience: 0,
  learningRate: 0.01,
};

interface Fitting {
  readonly options?: TrainOptions;
  readonly validationCount?: number;
  readonly from?: Checkpoint | undefined;
  /** Interrupts after so many steps. */
  readonly stopAfter?: number;
}

async function trainSmall({
  options = {},
  validationCount,
  from,
  stopAfter = Number.POSITIVE_INFINITY,
}: Fitting = {}) {
  const config = completeConfig({ ...small, ...options });
  const trainer = new Trainer(backend, buildModel(config, CLASSES), trainingOptions(config));
  if (from) trainer.load(from.tensors, 'last');
  else trainer.initialize(config.seed);
  const journal = new MemoryJournal();
  const abort = new AbortController();
  let steps = 0;
  const events: string[] = [];
  const outcome = await fitClassifier({
    config,
    trainer,
    train,
    validation: validationCount === undefined ? validation : bands(validationCount, 2),
    journal,
    start: from?.progress,
    onEvent(event) {
      events.push(event.type);
      if (event.type === 'step' && ++steps === stopAfter) abort.abort(new Error('stopped'));
    },
    signal: abort.signal,
  }).catch(error => error);
  trainer.free();
  return { outcome, journal, events };
}

/** What must be equal to the bit: everything but the time. */
function withoutTimes({ epochs, checkpoints }: MemoryJournal) {
  const { tensors, progress } = checkpoints.last!;
  return {
    epochs: epochs.map(({ seconds, endedAt, ...metrics }) => metrics),
    tensors,
    best: checkpoints.best?.tensors,
    progress: { ...progress, sums: { ...progress.sums, seconds: 0 } },
  };
}

describe('fitClassifier', () => {
  it('learns, epoch by epoch, and saves the best and the last weights', async () => {
    const { outcome, journal, events } = await trainSmall();
    expect(outcome).toMatchObject({ epochs: 4, ended: 'epochs' });
    expect(journal.epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 5],
      [2, 10],
      [3, 15],
      [4, 20],
    ]);
    const [first, last] = [journal.epochs[0]!, journal.epochs[3]!];
    expect(last.train.loss).toBeLessThan(first.train.loss / 2);
    expect(last.validation!.accuracy).toBeGreaterThan(0.9);
    expect(journal.saved.at(-1)).toBe('last');
    expect(events).toEqual(Array(4).fill(['step', 'step', 'step', 'step', 'step', 'epoch']).flat());
  });

  it('stops when the validation loss gets no better, and keeps the best weights', async () => {
    const { outcome, journal } = await trainSmall({
      options: { patience: 2, epochs: 60, learningRate: 0.3 },
    });
    const losses = journal.epochs.map(({ validation }) => validation!.loss);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(outcome).toEqual({
      epochs: best + 2,
      best: { epoch: best, loss: losses[best - 1] },
      ended: 'patience',
    });
    expect(journal.checkpoints.best!.progress.best.epoch).toBe(best);
  });

  it('takes the last epoch for the best without validation drawings', async () => {
    const { outcome, journal } = await trainSmall({
      validationCount: 0,
      options: { patience: 1, epochs: 3 },
    });
    expect(outcome).toMatchObject({ epochs: 3, ended: 'epochs', best: { epoch: 3 } });
    expect(journal.epochs.every(({ validation }) => validation === null)).toBe(true);
    expect(journal.saved).toEqual(['best', 'last', 'best', 'last', 'best', 'last']);
  });

  const lively: TrainOptions = {
    dropout: 0.3,
    ema: 0.9,
    schedule: 'one-cycle',
    weightDecay: 0.01,
    labelSmoothing: 0.1,
    l2: 1e-4,
    augmentation: { shift: 2, mirror: true, rotation: 10, scale: 0.1, elastic: 1 },
  };
  it.each([
    ['plain', {}],
    ['with everything that is drawn or averaged', lively],
    ['with momentum', { optimizer: 'sgd' as const, momentum: 0.9 }],
    ['with batch norm', { norm: 'batch' as const, model: 'cnn' as const, width: 1, epochs: 2 }],
  ])('goes on from any step to the same bits, %s', async (_name, options) => {
    const straight = withoutTimes((await trainSmall({ options })).journal);
    // In the first epoch, before the last batch of an epoch, after it, and in the second epoch.
    for (const stopAfter of [2, 4, 5, 7]) {
      const stopped = await trainSmall({ options, stopAfter });
      expect(stopped.outcome).toEqual(new Error('stopped'));
      const from = stopped.journal.checkpoints.last!;
      expect(from.progress.step).toBe(stopAfter);
      const resumed = await trainSmall({ options, from });
      const epochs = [...stopped.journal.epochs, ...resumed.journal.epochs];
      const whole = withoutTimes(resumed.journal);
      const best = whole.best ?? stopped.journal.checkpoints.best?.tensors;
      expect({ ...whole, best, epochs: epochs.map(({ seconds, endedAt, ...metrics }) => metrics) }).toEqual(
        straight,
      );
    }
  });

  it('depends on the seed', async () => {
    const one = withoutTimes((await trainSmall()).journal);
    const two = withoutTimes((await trainSmall({ options: { seed: 2 } })).journal);
    expect(one.tensors).not.toEqual(two.tensors);
    expect(withoutTimes((await trainSmall()).journal)).toEqual(one);
  });

  it('stops when the loss is not a number, and keeps the checkpoint from before', async () => {
    const { outcome, journal } = await trainSmall({ options: { learningRate: 1e30, l2: 0.1 } });
    expect(outcome).toBeInstanceOf(RunError);
    expect(outcome.message).toMatch(/not a number any more: epoch 1, step/);
    expect(outcome.hint).toMatch(
      /lower --learning-rate \(it was 1e\+30\), or --norm batch, or a lower --l1 or --l2/,
    );
    expect(journal.saved).toEqual([]);
  });
});
