import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReferenceBackend } from '../../src/engine/index.ts';
import { DataError, RunError } from '../../src/errors.ts';
import { mlp, Network } from '../../src/nn/index.ts';
import { evaluateSource } from '../../src/train/evaluate-source.ts';
import { measure, namedPairs } from '../../src/train/measure.ts';
import { drawMistakes } from '../../src/train/mistakes-sheet.ts';
import { PredictionTally } from '../../src/train/prediction-tally.ts';
import { readPredictions, writePredictions } from '../../src/train/predictions-file.ts';
import { readSeen, writeSeen } from '../../src/train/seen-drawings.ts';
import { bands, CLASSES } from './synthetic.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-predictions-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function network(): Network {
  const model = mlp({ classes: CLASSES, hidden: [], norm: 'none', init: 'glorot', dropout: 0 });
  const built = new Network(new ReferenceBackend(), model, { batch: 64 });
  built.tensors.initialize(3);
  return built;
}

/** Five drawings of two classes by hand: the third and the fifth are wrong. */
const rows = {
  places: Uint32Array.of(0, 1, 2, 3, 4),
  bitmaps: new Uint8Array(5 * 784).map((_, index) => Math.floor(index / 784)),
  labels: Int32Array.of(0, 1, 0, 1, 1),
  probabilities: Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.4, 0.6, 0.5, 0.5, 0.7, 0.3),
};
// At equal probabilities the first class wins, so the fourth drawing is wrong, too.
const counts = [1, 1, 2, 1];

describe('evaluateSource', () => {
  it('leaves drawings out, and shows the others with their places', async () => {
    const source = bands(1500, 1);
    const whole = await evaluateSource(network(), source);
    expect(whole.count).toBe(1500);
    const places: number[] = [];
    const labels: number[] = [];
    const odd = await evaluateSource(network(), source, {
      skip: place => place % 2 === 0,
      visit: part => {
        places.push(...part.places);
        labels.push(...part.labels);
      },
    });
    expect(places).toEqual(Array.from({ length: 750 }, (_, index) => 2 * index + 1));
    expect(labels).toEqual(places.map(place => place % CLASSES));
    const even = await evaluateSource(network(), source, { skip: place => place % 2 === 1 });
    expect(odd.correct + even.correct).toBe(whole.correct);
    expect(odd.lossSum + even.lossSum).toBeCloseTo(whole.lossSum, 8);
  });

  it('gives nothing for no drawings', async () => {
    expect(await evaluateSource(network(), bands(0, 1))).toEqual({ count: 0, lossSum: 0, correct: 0 });
    expect((await measure(network(), bands(0, 1))).measurement).toBeUndefined();
  });

  it('stops when asked to', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(evaluateSource(network(), bands(9, 1), { signal })).rejects.toThrow('stopped');
  });
});

describe('PredictionTally', () => {
  it('counts by hand', () => {
    const tally = new PredictionTally(2, BigUint64Array.of(5n, 4n, 3n, 2n, 1n));
    tally.add(rows);
    expect([...tally.confusion.counts]).toEqual(counts);
    expect(tally.inTop5).toBe(5);
    expect([...tally.kept.labels]).toEqual([...rows.labels]);
    expect(namedPairs(tally, ['cat', 'dog'], 9)).toEqual([
      { truth: 'dog', prediction: 'cat', count: 2, share: 2 / 3 },
      { truth: 'cat', prediction: 'dog', count: 1, share: 1 / 2 },
    ]);
  });

  it('keeps those with the smallest hashes where there is no room for all', () => {
    const bytesOfOne = 784 + 2 * 4;
    const tally = new PredictionTally(2, BigUint64Array.of(5n, 4n, 3n, 2n, 1n), 3 * bytesOfOne);
    tally.add(rows);
    expect([...tally.confusion.counts]).toEqual(counts);
    expect([...tally.kept.hashes]).toEqual([3n, 2n, 1n]);
    expect([...tally.kept.labels]).toEqual([0, 1, 1]);
    expect([...tally.kept.probabilities]).toEqual([...rows.probabilities.subarray(4)]);
    expect(tally.kept.bitmaps[0]).toBe(2);
  });
});

describe('predictions.npz', () => {
  it('gives back what was written, and is told when it is damaged', async () => {
    await expect(readPredictions(folder)).rejects.toThrow(RunError);
    const tally = new PredictionTally(2, BigUint64Array.of(5n, 4n, 3n, 2n, 1n));
    tally.add(rows);
    await writePredictions(folder, tally);
    expect(await readPredictions(folder)).toEqual({ ...tally.kept, confusion: tally.confusion });
    tally.kept.labels[1] = 2;
    await writePredictions(folder, tally);
    await expect(readPredictions(folder)).rejects.toThrow(/it has label 2, but there are 2 classes/);
    const path = join(folder, 'predictions.npz');
    writeFileSync(path, readFileSync(path).subarray(0, -30));
    await expect(readPredictions(folder)).rejects.toThrow(DataError);
  });

  it('has a picture of mistakes beside it, if there are any', async () => {
    const tally = new PredictionTally(2, new BigUint64Array(5));
    tally.add(rows);
    const path = await drawMistakes(folder, tally.kept, ['cat', 'dog']);
    expect(readFileSync(path!).subarray(1, 4).toString()).toBe('PNG');
    const flawless = { ...tally.kept, labels: Int32Array.of(0, 1, 1, 0, 0) };
    expect(await drawMistakes(folder, flawless, ['cat', 'dog'])).toBeUndefined();
  });
});

describe('seen.npy', () => {
  it('tells which drawings a run has learned from', async () => {
    await expect(readSeen(folder)).rejects.toThrow(RunError);
    const hashes = (values: bigint[]) => ({
      ...bands(values.length, 1),
      contentHashes: async () => BigUint64Array.from(values),
    });
    const largest = 0xffffffffffffffffn;
    await writeSeen(folder, [hashes([9n, largest, 3n]), hashes([]), hashes([7n])]);
    const isSeen = await readSeen(folder);
    expect([3n, 7n, 9n, largest].map(isSeen)).toEqual([true, true, true, true]);
    expect([0n, 4n, 8n, largest - 1n].map(isSeen)).toEqual([false, false, false, false]);
  });
});
