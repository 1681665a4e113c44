import { type BatchSource, DRAWING_BYTES } from '../data/index.ts';
import type { WasmBackend } from '../engine/index.ts';
import { RunError } from '../errors.ts';
import type { LabeledDrawings } from '../nn/index.ts';
import { type RoundMetrics, type TrainedTrees, TreeModel, trainTrees } from '../trees/index.ts';
import { betterEpoch, isOutOfPatience, noBestEpoch } from './early-stopping.ts';
import type { EpochMetrics } from './epoch-metrics.ts';
import type { FitResult } from './fit.ts';
import type { Lesson } from './learner.ts';
import { type TreesConfig, treeOptions } from './trees-config.ts';

/** Saving takes at most this share of the time: texts of many trees are long. */
const MOST_TIME_SAVING = 0.05;

interface FitTreesOptions extends Lesson {
  readonly config: TreesConfig;
  readonly backend: WasmBackend;
  readonly classes: number;
  /** All rounds so far, to go on from; the journal tells of the same rounds. */
  readonly start: TreeModel | undefined;
  /** Keeps all rounds so far. */
  readonly save: (model: TreeModel) => Promise<void>;
}

/** How it ended; `model` has all rounds that were grown. */
export interface FittedTrees extends FitResult {
  readonly model: TreeModel;
}

/**
 * Grows trees until the rounds are over, the validation loss has not got better for `patience` of them, or no split gains
 * anything. Trees are functions of drawings, configuration and round, so that a run that was stopped and went on is the
 * same, to the bit, as one that went straight through.
 *
 * @throws RunError when the loss is not a number any more; the signal's reason, after the round under way, with everything
 *   saved.
 */
export async function fitTrees(options: FitTreesOptions): Promise<FittedTrees> {
  const { config, validation, journal, signal, save } = options;
  const patience = validation.count > 0 ? config.patience : 0;
  const bestOf = (rounds: number) =>
    patience > 0 ? bestSoFar(journal.epochs) : { ...noBestEpoch, epoch: rounds };
  let { start: model } = options;
  const rounds = model?.rounds ?? 0;
  let ended: TrainedTrees['ended'] = isOutOfPatience(bestOf(rounds), rounds, patience)
    ? 'earlyStopping'
    : 'rounds';
  if (ended === 'rounds' && rounds < config.rounds) ({ model, ended } = await grow(options, patience));
  const all = withSettings(model!, config);
  await save(all);
  if (ended === 'aborted') throw signal!.reason;
  return { model: all, epochs: all.rounds, best: bestOf(all.rounds), ended: endings[ended] };
}

const endings = { earlyStopping: 'patience', noSplits: 'no-splits', rounds: 'epochs' } as const;

/** Grows the rounds that are left. Gives all rounds, those after the best one too. */
async function grow(
  options: FitTreesOptions,
  patience: number,
): Promise<{ model: TreeModel; ended: TrainedTrees['ended'] }> {
  const { config, backend, classes, journal, start, save, onEvent = () => {} } = options;
  const { signal = new AbortController().signal } = options;
  signal.throwIfAborted();
  const drawings = await readAll(options.train);
  const validation = options.validation.count > 0 ? await readAll(options.validation) : undefined;
  let model = start;
  let saveAt = 0;
  let started = performance.now();
  const onRound = async (round: RoundMetrics, grown: TreeModel): Promise<void> => {
    const metrics = metricsOf(round, config, (performance.now() - started) / 1000);
    model = grown;
    const isBest = validation === undefined || metrics.validation!.loss < bestSoFar(journal.epochs).loss;
    await journal.addEpoch(metrics);
    const told = performance.now();
    if (told >= saveAt) {
      await save(withSettings(model, config));
      const now = performance.now();
      saveAt = now + (now - told) / MOST_TIME_SAVING;
    }
    onEvent({ type: 'step', epoch: round.round, drawings: drawings.labels.length, ...metrics.train });
    onEvent({ type: 'epoch', metrics, isBest });
    started = performance.now();
  };
  const { model: kept, ended } = await trainTrees({
    ...drawings,
    classes,
    backend,
    ...(validation && { validation }),
    ...(start && { model: start }),
    options: {
      ...treeOptions(config),
      rounds: config.rounds - (start?.rounds ?? 0),
      earlyStoppingRounds: patience,
    },
    onRound,
    signal,
  });
  return { model: model ?? kept, ended };
}

/** All drawings of a source, in its order. */
async function readAll(source: BatchSource): Promise<LabeledDrawings> {
  const bitmaps = new Uint8Array(source.count * DRAWING_BYTES);
  const labels = new Int32Array(source.count);
  const pass = source.inOrder();
  try {
    for (let done = 0; done < source.count; ) {
      const read = await pass.next(bitmaps.subarray(done * DRAWING_BYTES), labels.subarray(done));
      if (read === 0) throw new RunError(`There are ${done} drawings where ${source.count} were counted.`);
      done += read;
    }
  } finally {
    await pass.close();
  }
  return { bitmaps, labels };
}

function metricsOf(round: RoundMetrics, { learningRate }: TreesConfig, seconds: number): EpochMetrics {
  const { trainLoss, trainAccuracy, validationLoss, validationAccuracy } = round;
  if (!Number.isFinite(trainLoss + (validationLoss ?? 0))) {
    throw new RunError(`The loss is not a number any more: round ${round.round}.`, {
      hint: 'Try a lower --learning-rate, or more --lambda-l2 or --min-sum-hessian-in-leaf.',
    });
  }
  return {
    epoch: round.round,
    step: round.round,
    learningRate,
    train: { loss: trainLoss, accuracy: trainAccuracy },
    penalty: 0,
    validation: validationLoss === undefined ? null : { loss: validationLoss, accuracy: validationAccuracy! },
    seconds,
    endedAt: new Date().toISOString(),
  };
}

function bestSoFar(epochs: readonly EpochMetrics[]): FitResult['best'] {
  return epochs.reduce(
    (best, { epoch, validation }) => (validation ? betterEpoch(best, epoch, validation.loss) : best),
    noBestEpoch,
  );
}

/** The settings in the text are the run's, however many sittings it took. */
function withSettings(model: TreeModel, { rounds, patience }: TreesConfig): TreeModel {
  const parameters = new Map(model.parameters)
    .set('num_iterations', String(rounds))
    .set('early_stopping_round', String(patience));
  return new TreeModel({ ...model, parameters });
}
