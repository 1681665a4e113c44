import { describe, expect, it } from 'vitest';
import { RandomStream, ReferenceBackend } from '../../src/engine/index.ts';
import { DataError, EngineError } from '../../src/errors.ts';
import {
  cnn,
  defaultAdam,
  mlp,
  Trainer,
  type TrainingBatch,
  type TrainingOptions,
} from '../../src/nn/index.ts';

const options: TrainingOptions = {
  optimizer: defaultAdam,
  l1: 0,
  l2: 0,
  labelSmoothing: 0,
  averageDecay: 0,
  warp: 'none',
};
const small = { classes: 3, hidden: [8], norm: 'none', init: 'glorot', dropout: 0 } as const;

/** Drawings of three classes, each a bright band at another height. */
function bands(count: number, seed = 1): TrainingBatch {
  const random = new RandomStream(seed, 'synthetic');
  const bitmaps = new Uint8Array(count * 784);
  const labels = Int32Array.from({ length: count }, (_, row) => row % 3);
  for (let row = 0; row < count; row++)
    for (let pixel = 0; pixel < 784; pixel++) {
      const isBand = Math.floor(pixel / 28 / 9.4) === labels[row];
      bitmaps[row * 784 + pixel] = isBand ? 155 + random.below(100) : random.below(100);
    }
  return { bitmaps, labels };
}

async function train(trainer: Trainer, batch: TrainingBatch, steps: number) {
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const { lossSum, count } = await trainer.step(batch, { step, learningRate: 3e-3, seed: 1 });
    losses.push(lossSum / count);
  }
  return losses;
}

describe('Trainer', () => {
  it('learns, and evaluates what it learned', async () => {
    const trainer = new Trainer(new ReferenceBackend(), mlp(small), options);
    trainer.initialize(1);
    const losses = await train(trainer, bands(12), 30);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 4);
    const test = bands(300, 2);
    const { count, correct, lossSum } = await trainer.evaluated.evaluate(test);
    expect(count).toBe(300);
    expect(correct).toBeGreaterThan(290);
    const { probabilities, ...sums } = await trainer.evaluated.predict(test);
    expect(sums).toEqual({ count, correct, lossSum });
    expect(probabilities).toHaveLength(900);
    expect(probabilities[0]! + probabilities[1]! + probabilities[2]!).toBeCloseTo(1, 6);
    expect(await trainer.evaluated.classify(test.bitmaps)).toEqual(probabilities);
  });

  it.each([3, -1, 2 ** 31 - 1])('refuses label %i of three classes before a kernel sees it', async label => {
    const trainer = new Trainer(new ReferenceBackend(), mlp(small), options);
    trainer.initialize(1);
    const batch = bands(4);
    batch.labels[2] = label;
    const refused = new RegExp(`^Drawing 2 has label ${label}, but the model has 3 classes`);
    for (const attempt of [
      trainer.step(batch, { step: 1, learningRate: 0, seed: 1 }),
      trainer.evaluated.evaluate(batch),
      trainer.evaluated.predict(batch),
    ]) {
      await expect(attempt).rejects.toThrow(EngineError);
      await expect(attempt).rejects.toThrow(refused);
    }
  });

  it('refuses drawings that are not whole, or not as many as labels', async () => {
    const trainer = new Trainer(new ReferenceBackend(), mlp(small), options);
    trainer.initialize(1);
    const { bitmaps, labels } = bands(2);
    const cut = { bitmaps: bitmaps.subarray(1), labels };
    await expect(trainer.step(cut, { step: 1, learningRate: 0, seed: 1 })).rejects.toThrow(EngineError);
    await expect(trainer.network.evaluate({ bitmaps, labels: labels.subarray(1) })).rejects.toThrow(
      /1 labels do not fit 2 drawings/,
    );
    await expect(trainer.network.classify(cut.bitmaps)).rejects.toThrow(EngineError);
  });

  it('takes batches of any size, and starts with a loss of ln 3 or so', async () => {
    const trainer = new Trainer(new ReferenceBackend(), cnn({ ...small, width: 1 }), options);
    trainer.initialize(1);
    for (const count of [3, 1]) {
      const metrics = await trainer.step(bands(count), { step: 1, learningRate: 0, seed: 1 });
      expect(metrics.count).toBe(count);
      expect(Math.abs(metrics.lossSum / count - Math.log(3))).toBeLessThan(0.5);
      expect(metrics.penalty).toBe(0);
    }
  });

  it('reports the penalty apart from the cross entropy and follows its gradient', async () => {
    const settings = { step: 1, learningRate: 0.1, seed: 1 };
    const sgd = { name: 'sgd', momentum: 0, weightDecay: 0 } as const;
    const kernels = async (l1: number, l2: number) => {
      const trainer = new Trainer(new ReferenceBackend(), mlp(small), { ...options, optimizer: sgd, l1, l2 });
      trainer.initialize(1);
      const before = (await trainer.save()).get('dense1/kernel')!.data;
      const metrics = await trainer.step(bands(6), settings);
      return { before, after: (await trainer.save()).get('dense1/kernel')!.data, ...metrics };
    };
    const plain = await kernels(0, 0);
    const penalized = await kernels(0.002, 0.01);
    const absolutes = plain.before.reduce((sum, w) => sum + Math.abs(w), 0);
    const squares = plain.before.reduce((sum, w) => sum + w * w, 0);
    expect(penalized.lossSum).toBe(plain.lossSum);
    expect(penalized.penalty).toBeCloseTo(0.002 * absolutes + 0.01 * squares, 8);
    penalized.after.forEach((w, index) => {
      const before = plain.before[index]!;
      const expected = plain.after[index]! - 0.1 * (0.002 * Math.sign(before) + 0.02 * before);
      expect(w).toBeCloseTo(expected, 6);
    });
  });

  it('decays kernels but not biases', async () => {
    const trained = async (weightDecay: number) => {
      const optimizer = { ...defaultAdam, weightDecay };
      const trainer = new Trainer(new ReferenceBackend(), mlp(small), { ...options, optimizer });
      trainer.initialize(1);
      const before = await trainer.save();
      await trainer.step(bands(6), { step: 1, learningRate: 0.01, seed: 1 });
      return { before, tensors: await trainer.save() };
    };
    const plain = await trained(0);
    const decayed = await trained(0.5);
    expect(decayed.tensors.get('dense1/bias')).toEqual(plain.tensors.get('dense1/bias'));
    const before = plain.before.get('dense1/kernel')!.data;
    decayed.tensors.get('dense1/kernel')!.data.forEach((w, index) => {
      expect(w).toBeCloseTo(plain.tensors.get('dense1/kernel')!.data[index]! - 0.005 * before[index]!, 7);
    });
  });

  it('keeps running statistics and a moving average of everything it evaluates with', async () => {
    const model = cnn({ ...small, norm: 'batch', width: 1 });
    const trainer = new Trainer(new ReferenceBackend(), model, { ...options, averageDecay: 0.999 });
    trainer.initialize(1);
    const before = await trainer.save();
    await trainer.step(bands(3), { step: 1, learningRate: 0.01, seed: 1 });
    const after = await trainer.save();
    expect(after.get('norm1/mean')).not.toEqual(before.get('norm1/mean'));
    const rate = 1 - 2 / 11;
    for (const name of ['conv1/kernel', 'norm1/variance', 'dense2/bias']) {
      const [old, current] = [before.get(name)!.data, after.get(name)!.data];
      after.get(`average/${name}`)!.data.forEach((average, index) => {
        expect(average).toBeCloseTo(old[index]! + rate * (current[index]! - old[index]!), 6);
      });
    }
  });

  it('draws dropout by seed and step', async () => {
    const trainer = new Trainer(new ReferenceBackend(), mlp({ ...small, dropout: 0.5 }), options);
    trainer.initialize(1);
    const loss = async (step: number, seed: number) =>
      (await trainer.step(bands(6), { step, learningRate: 0, seed })).lossSum;
    expect(await loss(1, 1)).toBe(await loss(1, 1));
    expect(await loss(1, 1)).not.toBe(await loss(2, 1));
    expect(await loss(1, 1)).not.toBe(await loss(1, 2));
  });

  it('leaves drawings as they are under the identity map, and moves them under others', async () => {
    const trainer = new Trainer(new ReferenceBackend(), mlp(small), { ...options, warp: 'elastic' });
    const plain = new Trainer(new ReferenceBackend(), mlp(small), options);
    const settings = { step: 1, learningRate: 0, seed: 1 };
    for (const each of [trainer, plain]) each.initialize(1);
    const batch = bands(3);
    const displacement = new Float32Array(3 * 6 * 6 * 2);
    const loss = async (map: number[]) =>
      (
        await trainer.step(
          { ...batch, affine: Float32Array.from([...map, ...map, ...map]), displacement },
          settings,
        )
      ).lossSum;
    expect(await loss([1, 0, 0, 0, 1, 0])).toBeCloseTo((await plain.step(batch, settings)).lossSum, 10);
    expect(await loss([1, 0, 5, 0, 1, 5])).not.toBeCloseTo((await plain.step(batch, settings)).lossSum, 3);
  });

  it('goes on from what it saved', async () => {
    const run = async (interrupted: boolean) => {
      const create = () =>
        new Trainer(new ReferenceBackend(), mlp({ ...small, dropout: 0.2 }), {
          ...options,
          averageDecay: 0.9,
        });
      let trainer = create();
      trainer.initialize(1);
      for (let step = 1; step <= 4; step++) {
        await trainer.step(bands(6, step), { step, learningRate: 0.01, seed: 1 });
        // The reference backend computes in double precision; what is saved is single.
        const saved = await trainer.save();
        if (interrupted && step === 2) trainer = create();
        trainer.load(saved, 'last');
      }
      return trainer.save();
    };
    expect(await run(true)).toEqual(await run(false));
  });

  it('refuses weights of another model', async () => {
    const trainer = new Trainer(new ReferenceBackend(), mlp(small), options);
    trainer.initialize(1);
    const saved = await trainer.save();
    const other = new Trainer(new ReferenceBackend(), mlp({ ...small, hidden: [9] }), options);
    expect(() => other.load(saved, 'best.safetensors')).toThrow(DataError);
    saved.delete('dense2/bias');
    expect(() => trainer.network.load(saved, 'best.safetensors')).toThrow(/'dense2\/bias' is missing/);
  });
});
