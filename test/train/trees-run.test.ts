import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodePng, encodeNpy } from '../../src/data/index.ts';
import { DataError, UsageError } from '../../src/errors.ts';
import {
  completeConfig,
  evaluate,
  type FinishedRun,
  openClassifier,
  openPredictor,
  type Prediction,
  predict,
  readMetrics,
  readPredictions,
  readRecord,
  resume,
  type TreesOptions,
  train,
} from '../../src/train/index.ts';
import { readLightGbmModel } from '../../src/trees/index.ts';
import { useRunFolder } from './run-folder.ts';

const small: TreesOptions = {
  model: 'gbdt',
  categories: ['rainbow', 'sock', 'cat'],
  perCategory: 60,
  rounds: 6,
  leaves: 5,
  baggingFraction: 0.8,
  featureFraction: 0.5,
  threads: 1,
};

const folder = useRunFolder();
const { newPlace } = folder;
let straight: FinishedRun;
beforeAll(async () => {
  straight = await train(small, { out: newPlace() });
});

/** All that came out, but for times. */
async function resultOf(directory: string) {
  const { results, parameters } = await readRecord(directory);
  const bytes = (...path: string[]) => readFileSync(join(directory, ...path)).toString('base64');
  return {
    results: { ...results, seconds: 0 },
    parameters,
    model: readFileSync(join(directory, 'model.txt'), 'utf8'),
    last: readFileSync(join(directory, 'checkpoints', 'last.txt'), 'utf8'),
    importance: bytes('figures', 'importance.png'),
    predictions: bytes('predictions.npz'),
    metrics: (await readMetrics(directory)).map(metrics => ({ ...metrics, seconds: 0, endedAt: '' })),
  };
}

describe('a run of trees', () => {
  it('keeps everything in its directory', async () => {
    const { directory, record, results } = straight;
    expect(readdirSync(directory).sort()).toEqual([
      'checkpoints',
      expect.stringMatching(/^events\.out\.tfevents\.\d+\..+/),
      'figures',
      'log.txt',
      'metrics.jsonl',
      'model.txt',
      'predictions.npz',
      'run.json',
      'seen.npy',
    ]);
    expect(await readRecord(directory)).toEqual(record);
    expect(record.config).toMatchObject({ model: 'gbdt', rounds: 6, learningRate: 0.1, patience: 0 });
    expect(results).toMatchObject({ epochs: 6, bestEpoch: 6, ended: 'epochs' });
    expect(results.test!.accuracy).toBeGreaterThan(0.6);
    const metrics = await readMetrics(directory);
    expect(metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(metrics.at(-1)!.train.loss).toBeLessThan(metrics[0]!.train.loss);
    const picture = decodePng(readFileSync(straight.importancePicture!), 'importance');
    expect(picture.width % 28).toBe(0);
    expect(new Set(picture.data).size).toBeGreaterThan(10);
  });

  it('keeps a model in LightGBM’s format that says the same of the test side', async () => {
    const { directory, record } = straight;
    const model = readLightGbmModel(readFileSync(join(directory, 'model.txt'), 'utf8'));
    expect(model).toMatchObject({ classes: 3, rounds: 6 });
    expect(model.parameters.get('num_leaves')).toBe('5');
    const { bitmaps, probabilities } = await readPredictions(directory);
    expect(model.predict(bitmaps)).toEqual(probabilities);
    const numbers = model.trees.map(({ leafValue }) => 3 * leafValue.length - 2);
    expect(record.parameters).toBe(numbers.reduce((sum, count) => sum + count));
  });

  it('is the same, to the bit, for any number of threads', async () => {
    const { directory } = await train({ ...small, threads: 2 }, { out: newPlace() });
    expect(await resultOf(directory)).toEqual(await resultOf(straight.directory));
  });

  it('goes on after Ctrl-C as if nothing had happened', async () => {
    for (const rounds of [1, 4, 6]) {
      const out = await folder.interrupted(small, rounds, 'epoch');
      expect(await readRecord(out)).toMatchObject({ state: 'interrupted', results: null });
      await resume(out, {}, { threads: 2 });
      expect(await resultOf(out)).toEqual(await resultOf(straight.directory));
    }
  });

  it('goes on after a kill from the last rounds saved, or from the beginning', async () => {
    const killed = await folder.interrupted(small, 4, 'epoch');
    const older = await folder.interrupted(small, 2, 'epoch');
    cpSync(join(older, 'checkpoints', 'last.txt'), join(killed, 'checkpoints', 'last.txt'));
    await resume(killed);
    expect(await resultOf(killed)).toEqual(await resultOf(straight.directory));

    rmSync(join(older, 'checkpoints'), { recursive: true });
    await expect(openPredictor(older)).rejects.toThrow(/has no trees yet/);
    await resume(older);
    expect(await resultOf(older)).toEqual(await resultOf(straight.directory));
  });

  it('is trained further to the bits of one that was begun so', async () => {
    const { directory } = await train({ ...small, rounds: 3 }, { out: newPlace() });
    await expect(resume(directory)).rejects.toThrow(/has finished/);
    await expect(resume(directory, {}, { epochs: 6 })).rejects.toThrow(/has no --epochs/);
    await expect(resume(directory, {}, { memory: 1e9 })).rejects.toThrow(/no --memory/);
    await expect(resume(directory, {}, { rounds: 2 })).rejects.toThrow(/has trained 3 rounds/);
    await resume(directory, {}, { rounds: 6 });
    expect(await resultOf(directory)).toEqual(await resultOf(straight.directory));
  });

  it('stops early with patience and keeps the rounds up to the best', async () => {
    const hasty: TreesOptions = { ...small, rounds: 60, learningRate: 1, patience: 2 };
    const { directory, results } = await train(hasty, { out: newPlace() });
    expect(results).toMatchObject({ ended: 'patience', epochs: results.bestEpoch + 2 });
    const losses = (await readMetrics(directory)).map(({ validation }) => validation!.loss);
    expect(losses.indexOf(Math.min(...losses)) + 1).toBe(results.bestEpoch);
    const roundsOf = (file: string) =>
      readLightGbmModel(readFileSync(join(directory, ...file.split('/')), 'utf8')).rounds;
    expect(roundsOf('model.txt')).toBe(results.bestEpoch);
    expect(roundsOf('checkpoints/last.txt')).toBe(results.epochs);
    await expect(resume(directory)).rejects.toThrow(/stopped early, after round/);

    const { directory: patient } = await train({ ...hasty, patience: 4 }, { out: newPlace() });
    await resume(directory, {}, { patience: 4 });
    expect(await resultOf(directory)).toEqual(await resultOf(patient));
  });

  it('ends without validation drawings, and where no split gains anything', async () => {
    const few: TreesOptions = { model: 'gbdt', categories: ['cat', 'dog'], perCategory: 2, patience: 3 };
    const { directory, record, results } = await train({ ...few, splitSeed: 1 }, { out: newPlace() });
    expect(record.drawings).toEqual({ train: 4, validation: 0, test: 0 });
    expect(results).toMatchObject({
      epochs: 1,
      bestEpoch: 1,
      ended: 'no-splits',
      validation: null,
      test: null,
    });
    await expect(resume(directory, {}, { rounds: 200 })).rejects.toThrow(/no split gains anything/);
  });

  it('does not go on with damaged trees', async () => {
    const out = await folder.interrupted(small, 2, 'epoch');
    const path = join(out, 'checkpoints', 'last.txt');
    writeFileSync(path, readFileSync(path).subarray(0, 3000));
    await expect(resume(out)).rejects.toThrow(DataError);
    await expect(openPredictor(out)).rejects.toThrow(/is not complete/);
    expect(readdirSync(out)).not.toContain('lock');
  });

  it('refuses what makes no sense, and what only networks have', () => {
    for (const wrong of [{ rounds: 0 }, { leaves: 1 }, { maxBin: 300 }, { baggingFraction: 0 }, { width: 4 }])
      expect(() => completeConfig({ model: 'gbdt', ...wrong } as TreesOptions)).toThrow(UsageError);
    expect(() => completeConfig({ rounds: 3 } as object)).toThrow(UsageError);
    expect(() => completeConfig({ model: 'gbdt', memory: 1 } as object)).toThrow(/memory/);
  });
});

describe('trees that are used', () => {
  it('measure what training measured', async () => {
    const { measurement, leftOut } = await evaluate(straight.directory);
    expect(measurement).toEqual(straight.results.test);
    expect(leftOut).toBe(0);
  });

  it('tell what drawings of a file show, while the run is under way too', async () => {
    const { bitmaps, probabilities } = await readPredictions(straight.directory);
    const file = join(folder.path, 'drawings.npy');
    writeFileSync(file, encodeNpy({ data: bitmaps.slice(0, 5 * 784), shape: [5, 784] }));
    const onUnreadable = (_: string, error: Error) => {
      throw error;
    };
    const ask = async (directory: string) => {
      const told: Prediction[] = [];
      for await (const one of predict(directory, [file], { top: 3, onUnreadable })) told.push(one);
      return told;
    };
    const told = await ask(straight.directory);
    expect(told).toHaveLength(5);
    told.forEach(({ top }, row) => {
      const own = [...probabilities.subarray(3 * row, 3 * row + 3)];
      expect(top.map(({ probability }) => probability)).toEqual(own.sort((a, b) => b - a));
    });
    expect(await ask(await folder.interrupted(small, 2, 'epoch'))).toHaveLength(5);
  });

  it('are no network to look into', async () => {
    await expect(openClassifier(straight.directory)).rejects.toThrow(/has no network to look into/);
  });
});
