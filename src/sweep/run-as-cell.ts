import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  completeConfig,
  evaluateSource,
  keptPath,
  mostPasses,
  type OpenDrawings,
  openPredictor,
  type RunConfig,
  type RunRecord,
  readMetrics,
  readRecord,
  resume,
  type TrainEvent,
  train,
} from '../train/index.ts';
import type { CellTask } from './cell.ts';
import { type CellResult, RESULT_SCHEMA } from './cell-result.ts';
import type { CellContext, CellRunner } from './cell-runners.ts';
import { trainingCost } from './cost.ts';
import { fileDigest } from './file-digest.ts';
import { measureLast } from './measure-last.ts';
import { writeOutOfSample } from './out-of-sample.ts';

/** Cells of networks and trees: each is an ordinary run, in a directory of its own, with the bits of one that is run alone. */
export const ordinaryRun: CellRunner = {
  cost: (config, classes, drawings) => trainingCost(config as unknown as RunConfig, classes, drawings),
  async run(task, context) {
    await bringToEnd(task, context);
    return collect(task, context);
  },
};

/** Trains from where the directory stands. What cannot be gone on with is begun again. */
async function bringToEnd({ config }: CellTask, context: CellContext): Promise<void> {
  const { directory, threads, signal } = context;
  const before = await readRecord(directory).catch(() => undefined);
  if (before?.state === 'finished') return;
  let hasStarted = false;
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'start') hasStarted = true;
    const share = shareDone(event, config as unknown as RunConfig, context);
    if (share !== undefined) context.onProgress(share);
  };
  const controls = { onEvent, signal, openDrawings: keptOpen(context) };
  if (before !== undefined) {
    try {
      await resume(directory, controls, { threads });
      return;
    } catch (error) {
      if (signal.aborted || hasStarted) throw error;
    }
  }
  await rm(directory, { recursive: true, force: true });
  await train({ ...completeConfig(config), threads }, { ...controls, out: directory });
}

/** The run closes what it opens; here the drawings stay open for what follows. */
function keptOpen({ drawings }: CellContext): OpenDrawings {
  return async () => ({ ...drawings, close: async () => {} });
}

/** How much of training is done; undefined for events that say nothing of it. */
function shareDone(event: TrainEvent, config: RunConfig, { drawings }: CellContext): number | undefined {
  const epochs = mostPasses(config);
  if (event.type === 'step') return (event.epoch - 1 + event.drawings / drawings.parts.train.count) / epochs;
  if (event.type === 'start') return event.epochsDone / epochs;
  return event.type === 'test' ? 1 : undefined;
}

/** Reads what a finished run came to, and measures its best weights on the drawings that it was trained on. */
async function collect({ key, model, view }: CellTask, context: CellContext): Promise<CellResult> {
  const { directory } = context;
  const record = await readRecord(directory);
  const { epochs, bestEpoch, ended, validation, test } = record.results!;
  const measured = await measureBest(context, view?.fold !== undefined);
  const last = await measureLast(context, record);
  return {
    schema: RESULT_SCHEMA,
    key,
    model,
    config: record.config,
    dataFingerprint: record.dataFingerprint,
    code: record.code,
    drawings: record.drawings,
    parameters: record.parameters,
    epochs,
    bestEpoch,
    ended,
    train: measured.train,
    validation: validation && { loss: validation.loss, accuracy: validation.accuracy },
    test: test && {
      loss: test.loss,
      accuracy: test.accuracy,
      accuracyLow: test.accuracyLow,
      accuracyHigh: test.accuracyHigh,
      top5: test.top5,
    },
    ...(last && { last }),
    curve: (await readMetrics(directory)).map(({ epoch, learningRate, train, penalty, validation }) => ({
      epoch,
      learningRate,
      train,
      penalty,
      validation,
    })),
    files: {
      weights: await fileDigest(keptPath(directory, record.config)),
      predictions: await fileDigest(join(directory, 'predictions.npz')),
      ...(measured.outOfSample !== undefined && { outOfSample: measured.outOfSample }),
    },
    timing: timingOf(record),
  };
}

/** Looks with the best weights at the drawings that they were trained on and, in a fold, at those they were not. */
async function measureBest(
  { directory, threads, drawings, signal }: CellContext,
  isFold: boolean,
): Promise<{ train: CellResult['train']; outOfSample: string | undefined }> {
  const { predictor, close } = await openPredictor(directory, { threads });
  try {
    const { train, test } = drawings.parts;
    const { count, lossSum, correct } = await evaluateSource(predictor, train, { signal });
    return {
      train: { loss: lossSum / count, accuracy: correct / count },
      outOfSample: isFold ? await writeOutOfSample(directory, predictor, test, signal) : undefined,
    };
  } finally {
    await close();
  }
}

function timingOf({ results, host, endedAt }: RunRecord): CellResult['timing'] {
  return { seconds: results!.seconds, threads: host.threads, cpu: host.cpu, endedAt: endedAt! };
}
