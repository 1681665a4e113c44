import * as fc from 'fast-check';
import { afterAll, describe, it } from 'vitest';
import {
  averagePool2d,
  type Conv2dAttributes,
  conv2d,
  convTranspose2d,
  gradients,
  maxPool2d,
  multiply,
  reshape,
  sum,
  upsample2d,
  type Value,
  warp,
} from '../../src/engine/index.ts';
import { conv2dFilterGradient } from '../../src/engine/ops/conv2d-filter-gradient.ts';
import { conv2dInputGradient } from '../../src/engine/ops/conv2d-input-gradient.ts';
import { maxPool2dGather } from '../../src/engine/ops/max-pool2d-gather.ts';
import { maxPool2dGradient } from '../../src/engine/ops/max-pool2d-gradient.ts';
import { forAll, seeds } from './operation-check.ts';
import { Backends, Case } from './wasm-check.ts';

const backends = new Backends();
afterAll(() => backends.close());

interface Layer {
  readonly batch: number;
  readonly size: readonly [number, number];
  readonly channels: number;
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly attributes: Conv2dAttributes;
}

/** A convolution and both its gradients. */
function convolutions(test: Case, layer: Layer, batched: boolean): Value[] {
  const { batch, size, channels, filters, kernel, attributes } = layer;
  const x = test.tensor([batch, ...size, channels], batched);
  const w = test.tensor([...kernel, channels, filters]);
  const y = conv2d(x, w, attributes);
  const g = test.tensor(y.shape, batched);
  return [y, conv2dInputGradient(g, w, x.shape, attributes), conv2dFilterGradient(x, g, w.shape, attributes)];
}

describe('plain convolutions agree with the reference', () => {
  it('of random sizes', () =>
    forAll(
      [seeds],
      async seed => {
        const test = new Case(seed);
        const { draw } = test;
        const kernel = [draw.integer(1, 5), draw.integer(1, 5)] as const;
        const layer: Layer = {
          batch: draw.pick([1, 3, 5, 17]),
          size: [kernel[0] + draw.integer(0, 6), kernel[1] + draw.integer(0, 6)],
          channels: draw.integer(1, 9),
          filters: draw.integer(1, 9),
          kernel,
          attributes: { stride: draw.integer(1, 3), padding: draw.pick(['same', 'valid'] as const) },
        };
        const outputs = convolutions(test, layer, draw.pick([true, false]));
        await backends.compare(test.graph, outputs, test.data, 1e-6);
      },
      40,
    ));

  const same = (stride: number): Conv2dAttributes => ({ stride, padding: 'same' });
  const layers: [string, Layer][] = [
    ['1 × 1', { batch: 5, size: [9, 7], channels: 33, filters: 40, kernel: [1, 1], attributes: same(1) }],
    [
      'a GAN’s 5 × 5',
      { batch: 3, size: [14, 14], channels: 20, filters: 27, kernel: [5, 5], attributes: same(2) },
    ],
    [
      'many channels',
      { batch: 5, size: [7, 7], channels: 75, filters: 70, kernel: [3, 3], attributes: same(1) },
    ],
    [
      'one channel',
      { batch: 9, size: [28, 28], channels: 1, filters: 64, kernel: [5, 5], attributes: same(2) },
    ],
    [
      'to one channel',
      { batch: 5, size: [11, 9], channels: 20, filters: 1, kernel: [5, 4], attributes: same(1) },
    ],
    ['from two', { batch: 5, size: [9, 8], channels: 2, filters: 9, kernel: [3, 5], attributes: same(2) }],
    [
      'no taps for some pixels',
      { batch: 3, size: [9, 8], channels: 3, filters: 5, kernel: [1, 2], attributes: same(3) },
    ],
  ];
  it.each(layers)('%s', async (_name, layer) => {
    const test = new Case(5);
    await backends.compare(test.graph, convolutions(test, layer, true), test.data, 2e-6);
  });

  it('transposed', () =>
    forAll(
      [seeds, fc.constantFrom<'same' | 'valid'>('same', 'valid')],
      async (seed, padding) => {
        const test = new Case(seed);
        const { draw } = test;
        const [c, o] = [draw.size(), draw.size()];
        const x = test.tensor([draw.batch(), draw.integer(1, 4), draw.integer(1, 4), c], true);
        const w = test.tensor([draw.integer(2, 5), draw.integer(2, 5), o, c]);
        const y = convTranspose2d(x, w, { stride: 2, padding });
        const outputs = [y, ...gradients(sum(multiply(y, test.tensor(y.shape, true))), [x, w])];
        await backends.compare(test.graph, outputs, test.data, 2e-6);
      },
      15,
    ));

  it('with a filter summed over the batch, which waits for all shards', async () => {
    const test = new Case(6);
    const x = test.tensor([17, 4, 4, 3], true);
    const w = reshape(sum(x, [0]), [4, 4, 3, 1]);
    const outputs = [conv2d(x, w), conv2d(test.tensor([2, 4, 9, 3]), w)];
    await backends.compare(test.graph, outputs, test.data, 2e-6);
  });
});

describe('pools', () => {
  it('take the largest pixel, the first of equals, and send its gradient back', () =>
    forAll([seeds], async seed => {
      const test = new Case(seed);
      const { draw } = test;
      const windows = { size: draw.integer(1, 3), stride: draw.integer(1, 3) };
      const shape = [draw.batch(), draw.integer(3, 8), draw.integer(3, 8), draw.size()];
      const batched = draw.pick([true, false]);
      // Small integers: many ties.
      const x = test.tensor(shape, batched, () => draw.integer(-2, 2));
      const y = maxPool2d(x, windows);
      const outputs = [
        y,
        maxPool2dGradient(x, test.tensor(y.shape, batched), windows),
        maxPool2dGather(x, test.tensor(shape, batched), windows),
      ];
      await backends.compare(test.graph, outputs, test.data, 3e-7);
    }));

  it('average, and repeat', () =>
    forAll([seeds], async seed => {
      const test = new Case(seed);
      const { draw } = test;
      const windows = { size: draw.integer(1, 3), stride: draw.integer(1, 3) };
      const shape = [draw.batch(), draw.integer(3, 8), draw.integer(3, 8), draw.size()];
      const x = test.tensor(shape, draw.pick([true, false]));
      const results = [averagePool2d(x, windows), upsample2d(x, draw.integer(1, 3))];
      const weighted = results.map(y => sum(multiply(y, test.tensor(y.shape, x.batched))));
      const outputs = [...results, ...weighted.flatMap(total => gradients(total, [x]))];
      await backends.compare(test.graph, outputs, test.data, 1e-6);
    }));
});

describe('warp', () => {
  it.each([true, false])('bends drawings (batched: %s)', batched =>
    forAll(
      [seeds],
      async seed => {
        const test = new Case(seed);
        const { draw } = test;
        const batch = draw.batch();
        const bitmaps = test.bytes([batch, 784], batched);
        const identity = [1, 0, 0, 0, 1, 0];
        let at = 0;
        const affine = test.tensor(
          [batch, 6],
          batched,
          () => identity[at++ % 6]! + draw.normal() * (at % 3 === 0 ? 3 : 0.2),
        );
        const grid = draw.integer(2, 6);
        const displacement = test.tensor([batch, grid, grid, 2], batched, () => 2 * draw.normal());
        const outputs = [warp(bitmaps, affine), warp(bitmaps, affine, displacement)];
        await backends.compare(test.graph, outputs, test.data, 2e-5);
      },
      6,
    ),
  );
});
