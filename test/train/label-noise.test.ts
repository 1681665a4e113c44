import { describe, expect, it } from 'vitest';
import {
  completeConfig,
  evaluate,
  openRunDrawings,
  readMetrics,
  selectRunDrawings,
  shareRunDrawings,
  type TrainOptions,
  train,
} from '../../src/train/index.ts';
import { withLabelNoise } from '../../src/train/label-noise.ts';
import { useRunFolder } from './run-folder.ts';

const { newPlace } = useRunFolder();

const base: TrainOptions = { categories: ['apple', 'banana', 'cat', 'star'], perCategory: 400 };

async function labelsOf(options: TrainOptions) {
  const { parts, close } = await openRunDrawings(completeConfig({ ...base, ...options }), () => {});
  const read = async (side: 'train' | 'validation' | 'test') => {
    const labels = new Int32Array(parts[side].count);
    await parts[side].inOrder().next(new Uint8Array(784 * labels.length), labels);
    const hashes = await parts[side].contentHashes();
    return new Map(Array.from(labels, (label, row) => [hashes[row]!, label]));
  };
  const sides = {
    train: await read('train'),
    validation: await read('validation'),
    test: await read('test'),
  };
  await close();
  return sides;
}

const changed = (before: Map<bigint, number>, after: Map<bigint, number>) =>
  [...before].filter(([hash, label]) => after.get(hash) !== label);

describe('label noise', () => {
  it('makes the asked share of training labels wrong, all alike, and leaves the other sides alone', async () => {
    const [clean, noisy] = [await labelsOf({}), await labelsOf({ labelNoise: 0.3 })];
    expect(noisy.validation).toEqual(clean.validation);
    expect(noisy.test).toEqual(clean.test);
    const wrong = changed(clean.train, noisy.train);
    // Four standard deviations of a binomial share.
    const n = clean.train.size;
    expect(Math.abs(wrong.length / n - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / n));
    const toEach = [1, 2, 3].map(
      step => wrong.filter(([hash, label]) => noisy.train.get(hash) === (label + step) % 4).length,
    );
    for (const count of toEach)
      expect(Math.abs(count / wrong.length - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / wrong.length));
  });

  it('goes with the drawing: the same for fewer drawings, another with another seed', async () => {
    const all = await labelsOf({ labelNoise: 0.3 });
    const few = await labelsOf({ labelNoise: 0.3, train: 100 });
    expect(few.train.size).toBe(100);
    expect(changed(few.train, all.train)).toEqual([]);
    const other = await labelsOf({ labelNoise: 0.3, labelNoiseSeed: 2 });
    expect(changed(other.train, all.train).length).toBeGreaterThan(100);
  });

  it('takes the shape of confusions', async () => {
    const shape = [
      [9, 1, 0, 0],
      [1, 9, 0, 0],
      [0, 0, 9, 0],
      [1, 0, 1, 9],
    ];
    const [clean, noisy] = [await labelsOf({}), await labelsOf({ labelNoise: 0.5, labelNoiseShape: shape })];
    const pairs = new Set(
      changed(clean.train, noisy.train).map(([hash, label]) => `${label}>${noisy.train.get(hash)}`),
    );
    // The third was never confused: it goes to all.
    expect([...pairs].sort()).toEqual(['0>1', '1>0', '2>0', '2>1', '2>3', '3>0', '3>2']);
  });

  it('is the same for drawings in shared memory', async () => {
    const config = completeConfig({ ...base, labelNoise: 0.3 });
    const shared = await shareRunDrawings(config, { memoryBytes: 1e9, onProgress: () => {} });
    const { parts } = await selectRunDrawings(shared!, config);
    const labels = new Int32Array(parts.train.count);
    await parts.train.inOrder().next(new Uint8Array(784 * labels.length), labels);
    expect([...labels]).toEqual([...(await labelsOf({ labelNoise: 0.3 })).train.values()]);
  });

  it('refuses a shape of other categories, and drawings that are not in memory', async () => {
    await expect(
      labelsOf({
        labelNoise: 0.3,
        labelNoiseShape: [
          [0, 1],
          [1, 0],
        ],
      }),
    ).rejects.toThrow('The shape of the label noise is not that of 4 categories.');
    const config = completeConfig({ ...base, labelNoise: 0.3 });
    const opened = await openRunDrawings({ ...config, labelNoise: 0 }, () => {});
    const onDisk = { ...opened, inMemory: undefined };
    expect(() => withLabelNoise(onDisk, config)).toThrow('do not fit into the memory that they may take');
    expect(withLabelNoise(onDisk, { ...config, labelNoise: 0 })).toBe(onDisk);
    await opened.close();
  });
});

describe('evaluate', () => {
  it('measures the last weights too, on labels that nothing was done to', async () => {
    const out = newPlace();
    const { results } = await train(
      {
        ...base,
        labelNoise: 0.4,
        width: 3,
        epochs: 12,
        patience: 0,
        learningRate: 0.02,
        batch: 32,
        threads: 1,
      },
      { out },
    );
    expect(results.epochs).toBe(12);
    expect(results.bestEpoch).toBeLessThan(12);
    const [best, last] = [await evaluate(out), await evaluate(out, { weights: 'last' })];
    expect(best.measurement).toEqual(results.test);
    expect(last.measurement.loss).not.toBe(best.measurement.loss);
    expect(await readMetrics(out)).toHaveLength(12);
  });
});
