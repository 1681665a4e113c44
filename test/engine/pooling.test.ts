import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePool2d, Graph, maxPool2d, type Shape, upsample2d } from '../../src/engine/index.ts';
import { averagePool2dGradient } from '../../src/engine/ops/average-pool2d-gradient.ts';
import { maxPool2dGather } from '../../src/engine/ops/max-pool2d-gather.ts';
import { maxPool2dGradient } from '../../src/engine/ops/max-pool2d-gradient.ts';
import { upsample2dGradient } from '../../src/engine/ops/upsample2d-gradient.ts';
import {
  apart,
  checkGradients,
  evaluateOne,
  expectClose,
  forAll,
  normal,
  seeds,
  sizes,
  type Tensor,
  tensor,
} from './operation-check.ts';

const pools = fc
  .record({
    batch: sizes(2),
    height: sizes(6),
    width: sizes(6),
    channels: sizes(3),
    size: sizes(3),
    stride: sizes(3),
  })
  .filter(({ height, width, size }) => height >= size && width >= size);

/** Windows by shifting the whole image: y[i, j] = reduce over the size² shifts of x[i·stride + a, j·stride + b]. */
function pool(x: Tensor, size: number, stride: number, reduce: (values: number[]) => number) {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const pixel = (n: number, i: number, j: number, c: number) =>
    x.data[((n * height + i) * width + j) * channels + c]!;
  const data: number[] = [];
  const count = (length: number) => Math.floor((length - size) / stride) + 1;
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < count(height); i++)
      for (let j = 0; j < count(width); j++)
        for (let c = 0; c < channels; c++) {
          const values: number[] = [];
          for (let shift = 0; shift < size * size; shift++)
            values.push(pixel(n, i * stride + Math.floor(shift / size), j * stride + (shift % size), c));
          data.push(reduce(values));
        }
  return { shape: [batch, count(height), count(width), channels] as Shape, data };
}

describe('maxPool2d', () => {
  it('takes the largest of each window, with gradients to third order', async () => {
    await forAll([pools, seeds], async ({ batch, height, width, channels, size, stride }, seed) => {
      const x = apart([batch, height, width, channels], seed);
      const y = await evaluateOne(value => maxPool2d(value, { size, stride }), [x]);
      expect(y).toEqual(pool(x, size, stride, values => Math.max(...values)));
      await checkGradients(value => maxPool2d(value, { size, stride }), [x], { order: 3, seed });
    });
  });

  it('gathers what another image has where this one wins', async () => {
    await forAll([pools, seeds], async ({ batch, height, width, channels, size, stride }, seed) => {
      const x = apart([batch, height, width, channels], seed);
      const v = { shape: x.shape, data: x.data.map(value => 3 * value - 1) };
      const y = await evaluateOne((a, b) => maxPool2dGather(a, b, { size, stride }), [x, v]);
      expectClose(y.data, pool(x, size, stride, values => 3 * Math.max(...values) - 1).data);
      const other = normal(x.shape, seed);
      await checkGradients((a, b) => maxPool2dGather(a, b, { size, stride }), [x, other], { seed });
      const g = normal(y.shape, seed);
      await checkGradients((a, b) => maxPool2dGradient(a, b, { size, stride }), [x, g], { seed });
    });
  });

  it('lets the first of equals win and drops what fills no window', async () => {
    const x = tensor([1, 3, 3, 1], [5, 5, 9, 5, 5, 9, 9, 9, 9]);
    const window = { size: 2, stride: 2 };
    expect((await evaluateOne(value => maxPool2d(value), [x])).data).toEqual([5]);
    const g = tensor([1, 1, 1, 1], [2]);
    const dx = await evaluateOne((a, b) => maxPool2dGradient(a, b, window), [x, g]);
    expect(dx.data).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0]);
    const v = tensor([1, 3, 3, 1], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const other = tensor([1, 3, 3, 1], [-1, 0, 9, 0, -1, 9, 9, 9, 9]);
    expect((await evaluateOne((a, b) => maxPool2dGather(a, b, window), [other, v])).data).toEqual([1]);
  });

  it('lets overlapping windows share a winner', async () => {
    const x = tensor([1, 1, 3, 1], [0, 1, 0]);
    const g = tensor([1, 1, 3, 1], [1, 10, 100]);
    const dx = await evaluateOne((a, b) => maxPool2dGradient(a, b, { size: 1, stride: 1 }), [x, g]);
    expect(dx.data).toEqual([1, 10, 100]);
    const wide = tensor([1, 2, 3, 1], [0, 1, 0, 0, 0, 0]);
    const both = tensor([1, 1, 2, 1], [1, 10]);
    const shared = await evaluateOne((a, b) => maxPool2dGradient(a, b, { size: 2, stride: 1 }), [wide, both]);
    expect(shared.data).toEqual([0, 11, 0, 0, 0, 0]);
  });
});

describe('averagePool2d', () => {
  it('takes the mean of each window, with gradients', async () => {
    await forAll([pools, seeds], async ({ batch, height, width, channels, size, stride }, seed) => {
      const x = normal([batch, height, width, channels], seed);
      const y = await evaluateOne(value => averagePool2d(value, { size, stride }), [x]);
      const expected = pool(x, size, stride, values => values.reduce((a, b) => a + b) / values.length);
      expect(y.shape).toEqual(expected.shape);
      expectClose(y.data, expected.data);
      await checkGradients(value => averagePool2d(value, { size, stride }), [x], { seed });
    });
  });
});

describe('upsample2d', () => {
  it('repeats pixels; its gradient sums them', async () => {
    await forAll(
      [sizes(2), sizes(3), sizes(3), sizes(2), sizes(3), seeds],
      async (n, h, w, c, factor, seed) => {
        const x = normal([n, h, w, c], seed);
        const y = await evaluateOne(value => upsample2d(value, factor), [x]);
        expect(y.shape).toEqual([n, h * factor, w * factor, c]);
        expectClose(pool(y, factor, factor, values => Math.max(...values)).data, x.data);
        expectClose(pool(y, factor, factor, values => Math.min(...values)).data, x.data);
        await checkGradients(value => upsample2d(value, factor), [x], { seed });
      },
    );
  });
});

describe('pools that do not fit', () => {
  it('name themselves, their shapes and the line', () => {
    const graph = new Graph();
    const x = graph.input('x', [1, 3, 2, 1]);
    const g = graph.input('g', [1, 2, 2, 1]);
    const window = { size: 2, stride: 2 };
    expect(() => maxPool2d(x, { size: 3 })).toThrow(
      /^maxPool2d\(f32\[1, 3, 2, 1\]\): a window of 3×3 is larger than the image \(built at pooling/,
    );
    expect(() => averagePool2d(x, { size: 0 })).toThrow(/size 0 and stride 0 must be positive integers/);
    expect(() => maxPool2d(graph.input('row', [3, 2]))).toThrow(/needs an image/);
    expect(() => maxPool2dGradient(x, g, window)).toThrow(/the gradient must be \[1, 1, 1, 1\]/);
    expect(() => averagePool2dGradient(g, [1, 3, 2, 1], window)).toThrow(
      /the gradient must be \[1, 1, 1, 1\]/,
    );
    expect(() => maxPool2dGather(x, g, window)).toThrow(/must have the same shape/);
    expect(() => upsample2dGradient(x, 2)).toThrow(/multiples of the factor 2/);
    expect(() => upsample2d(x, 1.5)).toThrow(/factor 1.5 is not a positive integer/);
  });
});
