import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { starterFolder } from '../../src/data/node/index.ts';
import { DataError, RunError, UsageError } from '../../src/errors.ts';
import {
  evaluate,
  openClassifier,
  readMetrics,
  readPredictions,
  readRecord,
  resume,
  type TrainEvent,
  type TrainOptions,
  train,
} from '../../src/train/index.ts';
import { useRunFolder } from './run-folder.ts';

const folder = useRunFolder();
const { newPlace } = folder;

const small: TrainOptions = {
  categories: ['rainbow', 'sock', 'cat'],
  perCategory: 60,
  width: 2,
  batch: 32,
  epochs: 3,
  learningRate: 0.01,
  threads: 1,
};

const bytesOf = (directory: string, file: string) => readFileSync(join(directory, ...file.split('/')));

describe('train', () => {
  it('goes from drawings to a directory with everything in it', async () => {
    const out = newPlace();
    const events: TrainEvent[] = [];
    const run = await train(small, { out, onEvent: event => events.push(event) });
    expect(readdirSync(out).sort()).toEqual([
      'checkpoints',
      expect.stringMatching(/^events\.out\.tfevents\.\d+\..+/),
      'figures',
      'log.txt',
      'metrics.jsonl',
      'predictions.npz',
      'run.json',
      'seen.npy',
    ]);
    const record = await readRecord(out);
    expect(record).toEqual(run.record);
    expect(record).toMatchObject({
      state: 'finished',
      failure: null,
      categories: small.categories,
      config: { width: 2, patience: 5, data: null },
      parameters: 442 * 4 + 112 * 2 + 10 - 7 * (8 * 2 + 1),
    });
    const { train: trained, validation, test } = record.drawings;
    expect(trained + validation + test).toBe(180);
    expect(run.results.test).toMatchObject({ drawings: test, top5: 1 });
    expect(run.results.validation!.drawings).toBe(validation);

    const { labels, probabilities, confusion, hashes, bitmaps } = await readPredictions(out);
    expect(labels).toHaveLength(test);
    expect(probabilities).toHaveLength(3 * test);
    expect(bitmaps).toHaveLength(784 * test);
    expect(new Set(hashes).size).toBe(test);
    const right = [0, 1, 2].reduce((sum, label) => sum + confusion.counts[4 * label]!, 0);
    expect(run.results.test!.accuracy).toBe(right / test);

    const metrics = await readMetrics(out);
    expect(metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    const types = events.map(({ type }) => type);
    expect(types.filter(type => type === 'epoch')).toHaveLength(3);
    expect(types.indexOf('start')).toBeGreaterThan(types.indexOf('opening'));
    expect(events.at(-1)).toEqual({ type: 'test', bestEpoch: run.results.bestEpoch, drawings: test });
  });

  it('gives the same bits for any number of threads', async () => {
    const weights = async (threads: number) => {
      const { directory } = await train({ ...small, threads, epochs: 1 }, { out: newPlace() });
      return bytesOf(directory, 'checkpoints/best.safetensors');
    };
    // Seconds are not bits of the result.
    const tensors = (file: Buffer) => file.subarray(8 + Number(file.readBigUInt64LE(0)));
    expect(tensors(await weights(3)).equals(tensors(await weights(1)))).toBe(true);
  });

  it('goes on after Ctrl-C as if nothing had happened', async () => {
    const straight = await train(small, { out: newPlace() });
    for (const steps of [1, 6]) {
      const out = await folder.interrupted(small, steps, 'step');
      expect(await readRecord(out)).toMatchObject({ state: 'interrupted', results: null });
      const resumed = await resume(out);
      expect(bytesOf(out, 'predictions.npz').equals(bytesOf(straight.directory, 'predictions.npz'))).toBe(
        true,
      );
      expect(resumed.results).toEqual({ ...straight.results, seconds: resumed.results.seconds });
      const losses = async (directory: string) =>
        (await readMetrics(directory)).map(({ train, validation }) => ({ train, validation }));
      expect(await losses(out)).toEqual(await losses(straight.directory));
    }
  });

  it('hears Ctrl-C in the middle of an epoch', async () => {
    const out = newPlace();
    const abort = new AbortController();
    const types = new Set<TrainEvent['type']>();
    const onEvent = ({ type }: TrainEvent) => {
      // As a signal does, this comes from the event loop.
      if (type === 'step' && !types.has('step')) setTimeout(() => abort.abort(new Error('Ctrl-C')));
      types.add(type);
    };
    // Hundreds of milliseconds an epoch.
    const long = { ...small, categories: ['cat', 'dog'], perCategory: 500, width: 12, batch: 2 };
    await expect(train(long, { out, onEvent, signal: abort.signal })).rejects.toThrow('Ctrl-C');
    expect([...types]).not.toContain('epoch');
  });

  it('begins again when it was killed before its first checkpoint', async () => {
    const straight = await train(small, { out: newPlace() });
    const out = await folder.interrupted(small, 1, 'step');
    rmSync(join(out, 'checkpoints'), { recursive: true });
    await resume(out);
    expect(bytesOf(out, 'predictions.npz').equals(bytesOf(straight.directory, 'predictions.npz'))).toBe(true);
  });

  it('does not go on with a run that has finished, is damaged, or has lost its drawings', async () => {
    const { directory } = await train({ ...small, epochs: 1 }, { out: newPlace() });
    await expect(resume(directory)).rejects.toThrow(/has finished/);

    const damaged = await folder.interrupted(small, 1, 'step');
    const path = join(damaged, 'checkpoints', 'last.safetensors');
    writeFileSync(path, readFileSync(path).subarray(0, 1000));
    await expect(resume(damaged)).rejects.toThrow(DataError);
    expect(readdirSync(damaged)).not.toContain('lock');

    const changed = await folder.interrupted(small, 1, 'step');
    const recordPath = join(changed, 'run.json');
    writeFileSync(
      recordPath,
      readFileSync(recordPath, 'utf8').replace('"perCategory": 60', '"perCategory": 61'),
    );
    await expect(resume(changed)).rejects.toThrow(/began with other drawings/);
    await expect(resume(join(folder.path, 'nowhere'))).rejects.toThrow(/is not a run/);
  });

  it('fails with advice when the loss is not a number', async () => {
    const out = newPlace();
    await expect(train({ ...small, learningRate: 1e30 }, { out })).rejects.toThrow(RunError);
    expect(await readRecord(out)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('not a number'),
    });
  });

  it('leaves nothing behind when the drawings cannot be had', async () => {
    const out = newPlace();
    await expect(train({ ...small, categories: ['cat', 'dgo'] }, { out })).rejects.toThrow(UsageError);
    await expect(train({ ...small, categories: ['cat'] }, { out })).rejects.toThrow(/one category only, cat/);
    await expect(train({ ...small, perCategory: 1e6 }, { out })).rejects.toThrow(/there are|has \d+/);
    await expect(train({ ...small, exclude: join(folder.path, 'none.txt') }, { out })).rejects.toThrow(
      /leave out/,
    );
    expect(readdirSync(folder.path)).not.toContain(out.slice(folder.path.length + 1));
  });

  it('takes exact numbers of drawings and leaves drawings out', async () => {
    const first = await train(
      { ...small, epochs: 1, train: 50, validation: 10, test: 12 },
      { out: newPlace() },
    );
    expect(first.record.drawings).toEqual({ train: 50, validation: 10, test: 12 });
    const { hashes } = await readPredictions(first.directory);
    const list = join(folder.path, 'exclude.txt');
    writeFileSync(list, [...hashes].map(hash => hash.toString(16).padStart(16, '0')).join('\n'));
    const second = await train({ ...small, epochs: 1, exclude: list }, { out: newPlace() });
    const others = new Set((await readPredictions(second.directory)).hashes);
    expect(hashes.some(hash => others.has(hash))).toBe(false);
  });

  it('trains a fully connected network too', async () => {
    const { record, results } = await train({ ...small, model: 'mlp', hidden: [16] }, { out: newPlace() });
    expect(record.parameters).toBe(784 * 16 + 16 + 16 * 3 + 3);
    expect(results.test!.accuracy).toBeGreaterThan(0.4);
  });
});

describe('evaluate', () => {
  it('finds again what training found on its own test side', async () => {
    const { directory, results } = await train(small, { out: newPlace() });
    const { measurement, leftOut } = await evaluate(directory, { threads: 1 });
    expect(measurement).toEqual(results.test);
    expect(leftOut).toBe(0);
  });

  it('measures on a folder, less what the run has learned from', async () => {
    const { directory, record } = await train({ ...small, epochs: 1 }, { out: newPlace() });
    const { measurement, leftOut } = await evaluate(directory, { data: starterFolder, threads: 1 });
    const { train: trained, validation } = record.drawings;
    expect(leftOut).toBe(trained + validation);
    // All that the starter pack has of the three categories.
    expect(measurement.drawings + leftOut).toBe(1406);
  });

  it('says when there is nothing to measure on', async () => {
    const { directory } = await train({ ...small, epochs: 1 }, { out: newPlace() });
    const empty = mkdtempSync(join(folder.path, 'empty-'));
    await expect(evaluate(directory, { data: empty })).rejects.toThrow(UsageError);
  });
});

describe('openClassifier', () => {
  it('opens the best weights of a run', async () => {
    const { directory } = await train(small, { out: newPlace() });
    const { bitmaps, probabilities } = await readPredictions(directory);
    const classifier = await openClassifier(directory, { threads: 1, batch: 16 });
    expect(classifier.categories).toEqual(small.categories);
    expect(await classifier.network.classify(bitmaps)).toEqual(probabilities);
    await classifier.close();
  });

  it('says when a run has no weights yet', async () => {
    const out = await folder.interrupted(small, 1, 'step');
    await expect(openClassifier(out)).rejects.toThrow(/has no weights yet/);
  });
});
