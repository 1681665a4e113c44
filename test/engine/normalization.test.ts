import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchNorm, Graph, normalize, type Shape, type Value } from '../../src/engine/index.ts';
import { batchNormGradient } from '../../src/engine/ops/batch-norm-gradient.ts';
import {
  checkGradients,
  evaluate,
  evaluateOne,
  expectClose,
  forAll,
  normal,
  positiveNumbers,
  seeds,
  sizes,
  type Tensor,
} from './operation-check.ts';

const EPSILON = 1e-3;

/** A batch of at least two values a channel, so that the variance is not 0. */
const batches = fc.array(sizes(4), { minLength: 2, maxLength: 4 }).filter(shape => {
  const values = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return values > 1;
});

const channel = (x: Tensor, c: number) => x.data.filter((_, i) => i % x.shape.at(-1)! === c);

const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

const arguments_ = (shape: Shape, seed: number) => [
  normal(shape, seed),
  positiveNumbers(shape.slice(-1), seed + 1),
  normal(shape.slice(-1), seed + 2),
];

describe('batchNorm', () => {
  it('gives each channel mean beta and deviation gamma, with its statistics', async () => {
    await forAll([batches, seeds], async (shape, seed) => {
      const [x, gamma, beta] = arguments_(shape, seed) as [Tensor, Tensor, Tensor];
      const [y, mean, variance] = await evaluate(
        (a, b, c) => Object.values(batchNorm(a, b, c, { epsilon: EPSILON })),
        [x, gamma, beta],
      );
      expect([y!.shape, mean!.shape, variance!.shape]).toEqual([shape, shape.slice(-1), shape.slice(-1)]);
      gamma.data.forEach((scale, c) => {
        const values = channel(x, c);
        const m = average(values);
        const v = average(values.map(value => value * value)) - m * m;
        expectClose([mean!.data[c]!, variance!.data[c]!], [m, v], 1e-10);
        const expected = values.map(value => ((value - m) / Math.sqrt(v + EPSILON)) * scale + beta.data[c]!);
        expectClose(channel(y!, c), expected, 1e-9);
      });
    });
  });

  it('has gradients to third order, through its statistics too', async () => {
    const build = (x: Value, gamma: Value, beta: Value) =>
      Object.values(batchNorm(x, gamma, beta, { epsilon: 0.1 }));
    await forAll(
      [batches, seeds],
      async (shape, seed) => {
        await checkGradients((x, gamma, beta) => build(x, gamma, beta)[0]!, arguments_(shape, seed), {
          order: 3,
          seed,
        });
        await checkGradients(build, arguments_(shape, seed), { order: 2, seed });
        await checkGradients((x, gamma, beta) => build(x, gamma, beta).slice(1), arguments_(shape, seed), {
          order: 2,
          seed,
        });
      },
      10,
    );
  });

  it('has a gradient operation that is differentiable in each of its inputs', async () => {
    await forAll(
      [batches, seeds],
      async (shape, seed) => {
        const channels = shape.slice(-1);
        const inputs = [
          normal(shape, seed),
          positiveNumbers(channels, seed),
          normal(channels, seed + 1),
          positiveNumbers(channels, seed + 2),
          normal(shape, seed + 3),
        ];
        const build = (...[x, gamma, mean, variance, gy]: Value[]) =>
          Object.values(batchNormGradient(x!, gamma!, mean!, variance!, gy!, { epsilon: 0.1 }));
        await checkGradients(build, inputs, { order: 2, seed });
        for (const output of [0, 1, 2])
          await checkGradients((...values) => build(...values)[output]!, inputs, { order: 1, seed });
      },
      10,
    );
  });

  it('tells what does not fit', () => {
    const graph = new Graph();
    const x = graph.input('x', [4, 3]);
    const three = graph.input('three', [3]);
    const two = graph.input('two', [2]);
    expect(() => batchNorm(x, three, two, { epsilon: EPSILON })).toThrow(
      /^batchNorm\(f32\[4, 3\], f32\[3\], f32\[2\]\): gamma and beta must be \[3\] \(built at normalization/,
    );
    expect(() => batchNorm(three, three, three, { epsilon: EPSILON })).toThrow(/at least two axes/);
    expect(() => batchNormGradient(x, two, three, three, x, { epsilon: EPSILON })).toThrow(/must be \[3\]/);
    expect(() => batchNormGradient(x, three, three, three, three, { epsilon: EPSILON })).toThrow(
      /gy must have the shape of x/,
    );
  });
});

describe('normalize', () => {
  it('is what batchNorm does, by statistics that are given', async () => {
    await forAll([batches, seeds], async (shape, seed) => {
      const inputs = arguments_(shape, seed);
      const [own, given] = await evaluate((x, gamma, beta) => {
        const { y, mean, variance } = batchNorm(x, gamma, beta, { epsilon: EPSILON });
        return [y, normalize(x, mean, variance, gamma, beta, EPSILON)];
      }, inputs);
      expectClose(given!.data, own!.data, 1e-9);
    });
  });

  it('does not look at the rest of the batch', async () => {
    const statistics = [normal([2], 1), positiveNumbers([2], 2), positiveNumbers([2], 3), normal([2], 4)];
    const build = (...[x, mean, variance, gamma, beta]: Value[]) =>
      normalize(x!, mean!, variance!, gamma!, beta!, EPSILON);
    const x = normal([3, 2], 5);
    const whole = await evaluateOne(build, [x, ...statistics]);
    const row = await evaluateOne(build, [{ shape: [1, 2], data: x.data.slice(2, 4) }, ...statistics]);
    expect(row.data).toEqual(whole.data.slice(2, 4));
  });
});
