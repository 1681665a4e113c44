import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelName } from '../../../src/engine/wasm/kernels.ts';
import { findTransform, spectralLayout } from '../../../src/engine/wasm/lower/spectra.ts';
import { type ConvolutionSizes, convolve, filterGradient, inputGradient } from './direct-convolution.ts';
import { KernelBench, randomFloats, relativeError } from './kernel-bench.ts';

const padded = (channels: number): number => 4 * Math.ceil(channels / 4);

/** Pixels with channels padded to a multiple of 4 and two pixels of ring, as blocks with a halo have it. */
class Images {
  readonly address: number;
  readonly strides: readonly [number, number, number];
  private readonly bench: KernelBench;
  private readonly sizes: readonly [images: number, side: number, channels: number];

  constructor(bench: KernelBench, images: number, side: number, channels: number) {
    this.bench = bench;
    this.sizes = [images, side, channels];
    const pixel = padded(channels);
    const row = (side + 2) * pixel;
    this.strides = [(side + 2) * row, row, pixel];
    this.address = bench.floats(new Float32Array(images * this.strides[0])) + 4 * (row + pixel);
  }

  static of(bench: KernelBench, data: Float32Array, images: number, side: number, channels: number): Images {
    const result = new Images(bench, images, side, channels);
    result.visit((address, at) => bench.viewFloats(address, 1).set([data[at]!]));
    return result;
  }

  read(): Float32Array {
    const [images, side, channels] = this.sizes;
    const data = new Float32Array(images * side * side * channels);
    this.visit((address, at) => {
      data[at] = this.bench.viewFloats(address, 1)[0]!;
    });
    return data;
  }

  private visit(each: (address: number, at: number) => void): void {
    const [images, side, channels] = this.sizes;
    const [image, row, pixel] = this.strides;
    for (let n = 0, at = 0; n < images; n++)
      for (let i = 0; i < side; i++)
        for (let j = 0; j < side; j++)
          for (let c = 0; c < channels; c++, at++)
            each(this.address + 4 * (n * image + i * row + j * pixel + c), at);
  }
}

/** Runs the three passes of a convolution by the spectral kernels. */
function spectralPasses(
  x: Float32Array,
  w: Float32Array,
  dy: Float32Array,
  bias: Float32Array,
  sizes: ConvolutionSizes,
) {
  const { images, side, taps, cin, cout } = sizes;
  const transform = findTransform(side, taps)!;
  const { points, reals, values } = transform;
  const bench = new KernelBench();
  const [inputs, outputs] = [padded(cin), padded(cout)];
  const kernel = (name: string) => name as KernelName;
  const place = (rows: number, channels: number) => {
    const layout = spectralLayout(transform, rows, channels);
    const address = bench.allocate(layout.bytes);
    return { address, args: [address, layout.rowBytes, layout.valueBytes] };
  };
  const spectraOf = (data: Float32Array, channels: number) => {
    const source = Images.of(bench, data, images, side, channels);
    const spectra = place(images, channels);
    bench.call(
      kernel(`spectralForward${points}`),
      source.address,
      ...source.strides,
      images,
      padded(channels),
      ...spectra.args,
    );
    return spectra;
  };
  const inverse = (spectra: { args: number[] }, channels: number, biasAt: number, biasCount: number) => {
    const target = new Images(bench, images, side, channels);
    const args = [...spectra.args, images, padded(channels), biasAt, biasCount, target.address];
    bench.call(kernel(`spectralInverse${points}`), ...args, ...target.strides);
    return target.read();
  };
  const v = spectraOf(x, cin);
  const d = spectraOf(dy, cout);
  const u = place(inputs, cout);
  const half = Math.floor(inputs / 2);
  for (const [from, to] of [
    [0, half],
    [half, inputs],
  ] as const)
    bench.call(kernel(`spectralWeights${points}x${taps}`), bench.floats(w), cin, cout, ...u.args, from, to);
  const y = place(images, cout);
  const gx = place(images, cin);
  const gw = place(inputs, cout);
  const counts = [images, inputs, outputs, reals];
  for (const [from, to] of [
    [0, 3],
    [3, values],
  ] as const) {
    bench.call('spectralMultiply', ...v.args, ...u.args, ...y.args, ...counts, from, to);
    bench.call('spectralMultiplyTransposed', ...d.args, ...u.args, ...gx.args, ...counts, from, to);
    bench.call('spectralMultiplyColumns', ...v.args, ...d.args, ...gw.args, ...counts, from, to);
  }
  const dw = bench.floats(new Float32Array(taps ** 2 * cin * cout + 1).fill(77));
  bench.call(kernel(`spectralWeightGradient${points}x${taps}`), ...gw.args, dw, cin, cout, 0, cin);
  expect(bench.viewFloats(dw + 4 * taps ** 2 * cin * cout, 1)[0]).toBe(77);
  return {
    y: inverse(y, cout, bench.floats(bias), bias.length),
    dx: inverse(gx, cin, 0, 0),
    dw: bench.viewFloats(dw, taps ** 2 * cin * cout).slice(),
  };
}

const geometries = [
  [14, 3],
  [7, 3],
  [3, 3],
  [14, 5],
  [7, 5],
  [3, 5],
] as const;

describe.each(geometries)('spectral convolution of side %i by taps %i', (side, taps) => {
  const expectAgreement = (all: ConvolutionSizes, seed: number) => {
    const { images, cin, cout } = all;
    const x = randomFloats(images * side ** 2 * cin, seed);
    const w = randomFloats(taps ** 2 * cin * cout, seed + 1);
    const dy = randomFloats(images * side ** 2 * cout, seed + 2);
    const bias = randomFloats(cout, seed + 3);
    const { y, dx, dw } = spectralPasses(x, w, dy, bias, all);
    const expected = convolve(x, w, all).map((value, at) => value + bias[at % cout]!);
    expect(relativeError(y, expected)).toBeLessThan(2e-6);
    expect(relativeError(dx, inputGradient(dy, w, all))).toBeLessThan(2e-6);
    expect(relativeError(dw, filterGradient(x, dy, all))).toBeLessThan(2e-6);
  };

  it('agrees with direct convolution: output, gradients by input and weights', () => {
    const sizes = fc.record({
      images: fc.integer({ min: 1, max: 6 }),
      cin: fc.integer({ min: 1, max: 12 }),
      cout: fc.integer({ min: 1, max: 30 }),
      seed: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(sizes, ({ images, cin, cout, seed }) =>
        expectAgreement({ images, side, taps, cin, cout }, seed),
      ),
      { numRuns: 6 },
    );
  });

  it('agrees over many images', () => {
    expectAgreement({ images: 70, side, taps, cin: 2, cout: 3 }, 4);
  });
});

describe('products of wide layers', () => {
  it('agree with direct convolution', () => {
    const all = { images: 2, side: 3, taps: 3, cin: 140, cout: 260 };
    const x = randomFloats(all.images * 9 * all.cin, 1);
    const w = randomFloats(9 * all.cin * all.cout, 2);
    const dy = randomFloats(all.images * 9 * all.cout, 3);
    const { y, dx, dw } = spectralPasses(x, w, dy, new Float32Array(0), all);
    expect(relativeError(y, convolve(x, w, all))).toBeLessThan(2e-6);
    expect(relativeError(dx, inputGradient(dy, w, all))).toBeLessThan(2e-6);
    expect(relativeError(dw, filterGradient(x, dy, all))).toBeLessThan(2e-6);
  });
});
