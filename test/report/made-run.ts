import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  completeConfig,
  type RunAnalysis,
  type RunRecord,
  type SavedPredictions,
} from '../../src/train/index.ts';
import { PredictionTally } from '../../src/train/prediction-tally.ts';
import { writePredictions } from '../../src/train/predictions-file.ts';
import { writeAnalysis } from '../../src/train/run-analysis.ts';
import { writeRecord } from '../../src/train/run-record.ts';

/** A test drawing of a made run: its label, and the class that the network says with a probability. */
export type MadeDrawing = readonly [label: number, prediction: number, probability: number];

interface MadeRun {
  readonly categories: readonly string[];
  readonly drawings: readonly MadeDrawing[];
  readonly record?: Partial<RunRecord>;
}

/** Predictions with what is left of the probability spread over the other classes. */
export function makePredictions({ categories, drawings }: MadeRun): SavedPredictions {
  const classes = categories.length;
  const probabilities = new Float32Array(drawings.length * classes);
  const bitmaps = noise(drawings.length * 784);
  drawings.forEach(([, prediction, probability], row) => {
    probabilities.fill((1 - probability) / Math.max(1, classes - 1), row * classes, (row + 1) * classes);
    probabilities[row * classes + prediction] = probability;
  });
  const hashes = BigUint64Array.from(drawings, (_, row) => BigInt(row) * 0x9e3779b97f4a7c15n + 1n);
  const labels = Int32Array.from(drawings, ([label]) => label);
  const tally = new PredictionTally(classes, hashes);
  tally.add({ places: Uint32Array.from(drawings.keys()), bitmaps, labels, probabilities });
  return { ...tally.kept, confusion: tally.confusion };
}

/** Bytes of which half are 0, and none follows from another. */
function noise(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  let state = 1;
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = Math.max(0, (state >>> 23) - 256);
  }
  return bytes;
}

export function makeRecord({ categories, drawings, record = {} }: MadeRun): RunRecord {
  return {
    schema: 1,
    name: 'made-run',
    state: 'finished',
    failure: null,
    config: completeConfig({ data: 'drawings', categories: [...categories] }),
    categories: [...categories],
    drawings: { train: 40, validation: 10, test: drawings.length },
    dataFingerprint: '0123456789abcdef',
    parameters: 1234,
    code: { version: '0.1.0' },
    host: { node: 'v20', platform: 'linux x64', cpu: 'a <fast> one', cores: 2, memoryBytes: 1, threads: 2 },
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:01:00.000Z',
    results: {
      epochs: 2,
      bestEpoch: 2,
      ended: 'epochs',
      seconds: 61,
      validation: { drawings: 10, loss: 1, accuracy: 0.5 },
      test: null,
    },
    ...record,
  };
}

/** What the network would have been asked: little, as the tests are of what reports make of it. */
export const littleAnalysis: RunAnalysis = {
  firstLayer: { side: 3, weights: Float32Array.from({ length: 18 }, (_, index) => Math.sin(index)) },
  sensitivity: undefined,
  examined: [],
  validation: undefined,
};

/** Writes the directory of a finished run. */
export async function makeRun(directory: string, run: MadeRun, analysis = littleAnalysis): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const predictions = makePredictions(run);
  await writeRecord(directory, makeRecord(run));
  const tally = { kept: predictions, confusion: predictions.confusion } as unknown as PredictionTally;
  await writePredictions(directory, tally);
  await writeAnalysis(directory, analysis, predictions);
  writeFileSync(
    join(directory, 'metrics.jsonl'),
    [1, 2].map(epoch => `${JSON.stringify(epochOf(epoch))}\n`).join(''),
  );
}

function epochOf(epoch: number) {
  return {
    epoch,
    step: 10 * epoch,
    learningRate: 0.001,
    train: { loss: 2 / epoch, accuracy: 0.3 * epoch },
    validation: { loss: 2.2 / epoch, accuracy: 0.25 * epoch },
    penalty: 0,
    seconds: 30,
    endedAt: '2026-01-01T00:00:30.000Z',
  };
}
