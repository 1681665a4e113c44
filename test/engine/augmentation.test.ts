// Operations on bytes and random numbers: toFloat, warp, dropout.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dropout,
  Graph,
  gradients,
  RandomStream,
  streamKey,
  sum,
  toFloat,
  warp,
} from '../../src/engine/index.ts';
import {
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

const SIDE = 28;

const bytes = (batch: number, seed: number): Tensor => {
  const stream = new RandomStream(seed, 'synthetic');
  const data = Array.from({ length: batch * SIDE * SIDE }, () => stream.below(256));
  return { shape: [batch, SIDE * SIDE], data, dtype: 'u8' };
};

/** The gray value at (row, column) of the first drawing, black outside. */
const gray = (bitmaps: Tensor, row: number, column: number) =>
  row < 0 || row >= SIDE || column < 0 || column >= SIDE ? 0 : bitmaps.data[row * SIDE + column]! / 255;

const pixels = (value: (row: number, column: number) => number) =>
  Array.from({ length: SIDE * SIDE }, (_, i) => value(Math.floor(i / SIDE), i % SIDE));

const affine = (...row: number[]): Tensor => tensor([1, 6], row);

describe('toFloat', () => {
  it('scales bytes', async () => {
    const x = tensor([3], [0, 51, 255], 'u8');
    expectClose((await evaluateOne(value => toFloat(value, 1 / 255), [x])).data, [0, 0.2, 1]);
    expect(() => toFloat(new Graph().input('x', [2]), 1)).toThrow(
      /^toFloat\(f32\[2\]\): needs elements of type u8/,
    );
  });
});

describe('warp', () => {
  const drawing = bytes(1, 3);

  it('shows every pixel where the affine map finds it', async () => {
    const cases: [string, Tensor, (row: number, column: number) => number][] = [
      ['identity', affine(1, 0, 0, 0, 1, 0), (i, j) => gray(drawing, i, j)],
      ['shift', affine(1, 0, 3, 0, 1, -2), (i, j) => gray(drawing, i - 2, j + 3)],
      ['mirror', affine(-1, 0, 0, 0, 1, 0), (i, j) => gray(drawing, i, 27 - j)],
      ['quarter turn', affine(0, 1, 0, -1, 0, 0), (i, j) => gray(drawing, 27 - j, i)],
      [
        'half a pixel',
        affine(1, 0, 0.5, 0, 1, 0),
        (i, j) => (gray(drawing, i, j) + gray(drawing, i, j + 1)) / 2,
      ],
      [
        'a quarter up and left',
        affine(1, 0, -0.25, 0, 1, -0.25),
        (i, j) =>
          0.75 * (0.75 * gray(drawing, i, j) + 0.25 * gray(drawing, i, j - 1)) +
          0.25 * (0.75 * gray(drawing, i - 1, j) + 0.25 * gray(drawing, i - 1, j - 1)),
      ],
    ];
    for (const [, map, expected] of cases) {
      const y = await evaluateOne(warp, [drawing, map]);
      expect(y.shape).toEqual([1, SIDE, SIDE, 1]);
      expectClose(y.data, pixels(expected));
    }
  });

  it('adds displacements, interpolated between grid points', async () => {
    await forAll([fc.integer({ min: 2, max: 6 }), seeds], async (grid, seed) => {
      const [a, b, c, d, e, f] = normal([6], seed).data.map(value => value / 10) as number[];
      const turned = affine(1.1, 0.2, 1, -0.1, 0.9, 2);
      // A displacement that is linear in the place is another affine map.
      const points = Array.from({ length: grid * grid }, (_, i) => {
        const v = (Math.floor(i / grid) * 27) / (grid - 1) - 13.5;
        const u = ((i % grid) * 27) / (grid - 1) - 13.5;
        return [a! * u + b! * v + c!, d! * u + e! * v + f!];
      });
      const displacement = tensor([1, grid, grid, 2], points.flat());
      const both = affine(1.1 + a!, 0.2 + b!, 1 + c!, -0.1 + d!, 0.9 + e!, 2 + f!);
      const bent = await evaluateOne(warp, [drawing, turned, displacement]);
      expectClose(bent.data, (await evaluateOne(warp, [drawing, both])).data, 1e-10);
    });
  });

  it('treats each drawing by its own numbers', async () => {
    const two = bytes(2, 4);
    const maps = tensor([2, 6], [1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1]);
    const both = await evaluateOne(warp, [two, maps]);
    const second = { shape: [1, SIDE * SIDE], data: two.data.slice(SIDE * SIDE), dtype: 'u8' as const };
    const alone = await evaluateOne(warp, [second, affine(1, 0, 0, 0, 1, 1)]);
    expect(both.data.slice(SIDE * SIDE)).toEqual(alone.data);
  });

  it('tells what does not fit', () => {
    const graph = new Graph();
    const bitmaps = graph.input('bitmaps', [2, 784], 'u8');
    const maps = graph.input('maps', [2, 6]);
    expect(() => warp(graph.input('small', [2, 100], 'u8'), maps)).toThrow(/needs bitmaps \[N, 784\]/);
    expect(() => warp(bitmaps, graph.input('one', [1, 6]))).toThrow(
      /^warp\(u8\[2, 784\], f32\[1, 6\]\): affine must be \[2, 6\] \(built at augmentation/,
    );
    expect(() => warp(bitmaps, maps, graph.input('grid', [2, 1, 1, 2]))).toThrow(/\[2, G, G, 2\] with G ≥ 2/);
  });
});

describe('dropout', () => {
  const words = (...data: number[]): Tensor => tensor([4], data, 'i32');

  it('keeps element i when the i-th number of the stream is at least the rate', async () => {
    const shapes = fc.array(sizes(7), { minLength: 1, maxLength: 3 });
    const rates = fc.constantFrom(0, 0.3, 0.5, 0.9);
    await forAll([shapes, rates, fc.nat(5), seeds], async (shape, rate, layer, seed) => {
      const random = words(...streamKey(seed, 'dropout'), 12, 1);
      const stream = new RandomStream(seed, 'dropout', layer, 12, 1);
      const x = normal(shape, seed);
      const y = await evaluateOne((value, key) => dropout(value, key, { rate, layer }), [x, random]);
      const expected = x.data.map(value =>
        stream.uint32() >= Math.floor(rate * 2 ** 32) ? value / (1 - rate) : 0,
      );
      expect(y).toEqual({ shape, data: expected });
      await checkGradients((value, key) => dropout(value, key, { rate, layer }), [x, random], { seed });
    });
  });

  it('drops the share it is told and keeps the mean; step and layer change the mask', async () => {
    const ones = tensor([10_000], Array(10_000).fill(1));
    const mask = async (step: number, layer: number) =>
      (await evaluateOne((x, key) => dropout(x, key, { rate: 0.3, layer }), [ones, words(-5, -1, step, 0)]))
        .data;
    const first = await mask(1, 0);
    const total = first.reduce((a, b) => a + b);
    expect(Math.abs(total / 10_000 - 1)).toBeLessThan(0.03);
    expect(await mask(1, 0)).toEqual(first);
    expect(await mask(2, 0)).not.toEqual(first);
    expect(await mask(1, 1)).not.toEqual(first);
  });

  it('sends the gradient through what it kept', async () => {
    const x = normal([50], 1);
    const build = (value: Parameters<typeof dropout>[0], key: Parameters<typeof dropout>[1]) =>
      dropout(value, key, { rate: 0.5, layer: 0 });
    const y = await evaluateOne(build, [x, words(1, 2, 3, 4)]);
    const slope = await evaluateOne(
      (value, key) => gradients(sum(build(value, key)), [value]),
      [x, words(1, 2, 3, 4)],
    );
    expect(slope.data).toEqual(y.data.map(value => (value === 0 ? 0 : 2)));
  });

  it('tells what does not fit', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const random = graph.input('random', [4], 'i32');
    expect(() => dropout(x, random, { rate: 1, layer: 0 })).toThrow(
      /^dropout\(f32\[2\], i32\[4\]\): a rate of 1 is not in \[0, 1\) \(built at augmentation/,
    );
    expect(() => dropout(x, graph.input('short', [2], 'i32'), { rate: 0, layer: 0 })).toThrow(/i32\[4\]/);
  });
});
