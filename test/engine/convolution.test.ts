import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conv2dAttributes, conv2d, convTranspose2d, Graph, type Shape } from '../../src/engine/index.ts';
import { conv2dFilterGradient } from '../../src/engine/ops/conv2d-filter-gradient.ts';
import { conv2dInputGradient } from '../../src/engine/ops/conv2d-input-gradient.ts';
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

const kernels: [number, number][] = [
  [1, 1],
  [3, 3],
  [5, 5],
  [2, 3],
  [3, 2],
  [4, 4],
];

const convolutions = fc
  .record({
    batch: sizes(2),
    height: sizes(7),
    width: sizes(7),
    channels: sizes(3),
    filters: sizes(3),
    kernel: fc.constantFrom(...kernels),
    stride: fc.constantFrom(1, 2, 3),
    padding: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter(
    ({ height, width, kernel, padding }) => padding === 'same' || (height >= kernel[0] && width >= kernel[1]),
  )
  .map(({ batch, height, width, channels, filters, kernel, stride, padding }) => ({
    x: [batch, height, width, channels] as [number, number, number, number],
    w: [...kernel, channels, filters] as [number, number, number, number],
    attributes: { stride, padding } as Conv2dAttributes,
  }));

/** The image in a frame of zeros as TensorFlow's `SAME` lays it, then a plain convolution of the framed image. */
function convolveFramed(x: Tensor, w: Tensor, { stride, padding }: Conv2dAttributes) {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns, , filters] = w.shape as [number, number, number, number];
  const frame = (size: number, kernel: number) => {
    if (padding === 'valid') return 0;
    const remainder = size % stride === 0 ? stride : size % stride;
    return Math.max(kernel - remainder, 0);
  };
  const [extraRows, extraColumns] = [frame(height, rows), frame(width, columns)];
  const pixel = (n: number, i: number, j: number, c: number) => {
    const [row, column] = [i - Math.floor(extraRows / 2), j - Math.floor(extraColumns / 2)];
    const isInside = row >= 0 && row < height && column >= 0 && column < width;
    return isInside ? x.data[((n * height + row) * width + column) * channels + c]! : 0;
  };
  const data: number[] = [];
  const outputRows: number[] = [];
  const outputColumns: number[] = [];
  for (let i = 0; i + rows <= height + extraRows; i += stride) outputRows.push(i);
  for (let j = 0; j + columns <= width + extraColumns; j += stride) outputColumns.push(j);
  for (let n = 0; n < batch; n++)
    for (const i of outputRows)
      for (const j of outputColumns)
        for (let o = 0; o < filters; o++)
          data.push(
            w.data.reduce((total, weight, index) => {
              if (index % filters !== o) return total;
              const tap = Math.floor(index / filters);
              const place = Math.floor(tap / channels);
              const [a, b] = [Math.floor(place / columns), place % columns];
              return total + weight * pixel(n, i + a, j + b, tap % channels);
            }, 0),
          );
  return { shape: [batch, outputRows.length, outputColumns.length, filters], data };
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe('conv2d', () => {
  it('agrees with a convolution of the framed image, and so do its adjoints', async () => {
    await forAll(
      [convolutions, seeds],
      async ({ x: xShape, w: wShape, attributes }, seed) => {
        const x = normal(xShape, seed);
        const w = normal(wShape, seed + 1);
        const y = await evaluateOne((image, filter) => conv2d(image, filter, attributes), [x, w]);
        const expected = convolveFramed(x, w, attributes);
        expect(y.shape).toEqual(expected.shape);
        expectClose(y.data, expected.data);

        const g = normal(y.shape, seed + 2);
        const dx = await evaluateOne((a, b) => conv2dInputGradient(a, b, xShape, attributes), [g, w]);
        const dw = await evaluateOne((a, b) => conv2dFilterGradient(a, b, wShape, attributes), [x, g]);
        expect([dx.shape, dw.shape]).toEqual([xShape, wShape]);
        expectClose([dot(dx.data, x.data), dot(dw.data, w.data)], Array(2).fill(dot(g.data, y.data)), 1e-10);
      },
      80,
    );
  });

  it('has gradients to third order', async () => {
    await forAll(
      [convolutions, seeds],
      async ({ x, w, attributes }, seed) => {
        const inputs = [normal(x, seed), normal(w, seed + 1)];
        await checkGradients((image, filter) => conv2d(image, filter, attributes), inputs, {
          order: 3,
          seed,
        });
      },
      40,
    );
  });

  it('pads as TensorFlow: more at the bottom and right', async () => {
    const x = tensor([1, 4, 4, 1], [1, ...Array(15).fill(0)]);
    const w = tensor([3, 3, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const y = await evaluateOne((a, b) => conv2d(a, b, { stride: 2, padding: 'same' }), [x, w]);
    expect(y).toEqual({ shape: [1, 2, 2, 1], data: [1, 0, 0, 0] });
  });

  it('tells what does not fit', () => {
    const graph = new Graph();
    const x = graph.input('x', [1, 2, 2, 3]);
    const filter = (shape: Shape) => graph.input(`w${shape}`, shape);
    expect(() => conv2d(x, filter([3, 3, 2, 1]))).toThrow(
      /^conv2d\(f32\[1, 2, 2, 3\], f32\[3, 3, 2, 1\]\): x has 3 channels, w takes 2 \(built at convolution/,
    );
    expect(() => conv2d(x, filter([3, 3, 3, 1]), { stride: 1, padding: 'valid' })).toThrow(
      /larger than the image/,
    );
    expect(() => conv2d(x, filter([1, 1, 3, 1]), { stride: 0, padding: 'same' })).toThrow(/stride of 0/);
    expect(() => conv2d(x, filter([3, 3]))).toThrow(/needs x \[N, H, W, Cin\]/);
    const g = graph.input('g', [1, 2, 2, 4]);
    const same: Conv2dAttributes = { stride: 1, padding: 'same' };
    expect(() => conv2dInputGradient(g, filter([3, 3, 3, 4]), [1, 3, 2, 3], same)).toThrow(
      /^conv2dInputGradient\(.*g must be \[1, 3, 2, 4\] for the input \[1, 3, 2, 3\]/,
    );
    expect(() => conv2dFilterGradient(x, g, [3, 3, 3, 5], same)).toThrow(
      /^conv2dFilterGradient\(.*g must be \[1, 2, 2, 5\] for the filter \[3, 3, 3, 5\]/,
    );
  });
});

describe('convTranspose2d', () => {
  const shapesOf = (kernel: number, stride: number, padding: 'same' | 'valid') => {
    const graph = new Graph();
    const x = graph.input('x', [2, 7, 5, 3]);
    return convTranspose2d(x, graph.input('w', [kernel, kernel, 4, 3]), { stride, padding }).shape;
  };

  it('gives the sizes Keras gives', () => {
    expect(shapesOf(5, 2, 'same')).toEqual([2, 14, 10, 4]);
    expect(shapesOf(5, 1, 'same')).toEqual([2, 7, 5, 4]);
    expect(shapesOf(5, 2, 'valid')).toEqual([2, 17, 13, 4]);
    expect(shapesOf(2, 3, 'valid')).toEqual([2, 21, 15, 4]);
  });

  it('spreads each pixel by the kernel', async () => {
    const x = tensor([1, 1, 2, 1], [1, 10]);
    const w = tensor([2, 2, 1, 1], [1, 2, 3, 4]);
    const y = await evaluateOne((a, b) => convTranspose2d(a, b, { stride: 1, padding: 'valid' }), [x, w]);
    expect(y).toEqual({ shape: [1, 2, 3, 1], data: [1, 12, 20, 3, 34, 40] });
  });

  it('has gradients, for a wanted shape too', async () => {
    await forAll(
      [fc.constantFrom(undefined, [2, 5, 5, 2]), seeds],
      async (outputShape, seed) => {
        const inputs = [normal([2, 3, 3, 2], seed), normal([5, 5, 2, 2], seed + 1)];
        const options = { stride: 2, padding: 'same' as const, ...(outputShape && { outputShape }) };
        const y = await evaluateOne((x, w) => convTranspose2d(x, w, options), inputs);
        expect(y.shape).toEqual(outputShape ?? [2, 6, 6, 2]);
        await checkGradients((x, w) => convTranspose2d(x, w, options), inputs, { seed });
      },
      4,
    );
  });
});
