import { mkdirSync } from 'node:fs';
import { DRAWING_BYTES } from '../../src/data/index.ts';
import type { Classifier, Tensor } from '../../src/nn/index.ts';
import { buildModel } from '../../src/train/build-model.ts';
import { writeCheckpoint } from '../../src/train/checkpoint.ts';
import { completeConfig, type RunRecord, type TrainOptions } from '../../src/train/index.ts';
import { writeRecord } from '../../src/train/run-record.ts';
import { someWeights, starterBitmaps } from '../nn/onnx-case.ts';
import { makeRecord } from '../report/made-run.ts';

export const categories = ['cat', 'dog', 'snowman', 'star', 'sun'];

/** The kinds of networks whose exports are held against our own engine. */
export const networks: Readonly<Record<string, TrainOptions>> = {
  cnn: { model: 'cnn', width: 6 },
  'batch-norm': { model: 'cnn', width: 4, norm: 'batch' },
  mirrored: { model: 'cnn', width: 4, norm: 'batch', views: 'mirrored' },
  mlp: { model: 'mlp', hidden: [32, 16] },
  'mlp-batch-norm': { model: 'mlp', hidden: [20], norm: 'batch', views: 'mirrored' },
};

/** Writes what an export reads of a finished run: its record and its best weights, which nothing trained. */
export async function makeNetworkRun(
  directory: string,
  options: TrainOptions,
  record: Partial<RunRecord> = {},
): Promise<{ readonly model: Classifier; readonly weights: ReadonlyMap<string, Tensor> }> {
  mkdirSync(directory, { recursive: true });
  const config = completeConfig({ ...options, data: '/home/ann/drawings', categories });
  const name = directory.split(/[\\/]/).at(-1)!;
  await writeRecord(directory, makeRecord({ categories, drawings: [], record: { name, config, ...record } }));
  const model = buildModel(config, categories.length);
  const weights = someWeights(model);
  const sums = { count: 0, lossSum: 0, correct: 0, penaltySum: 0, seconds: 0 };
  const progress = { epoch: 2, batch: 0, step: 24, sums, best: { epoch: 2, loss: 1 } };
  await writeCheckpoint(directory, 'best', { tensors: weights, progress });
  return { model, weights };
}

/** Two drawings of each of some categories, u8 [N, 784]. */
export async function someDrawings(): Promise<Uint8Array> {
  const bitmaps = await Promise.all(['cat', 'star', 'apple'].map(category => starterBitmaps(2, category)));
  const all = new Uint8Array(6 * DRAWING_BYTES);
  bitmaps.forEach((two, at) => {
    all.set(two, at * two.length);
  });
  return all;
}

export function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) throw new Error(`${a.length} logits against ${b.length}`);
  return Math.max(...a.map((logit, at) => Math.abs(logit - b[at]!)));
}
