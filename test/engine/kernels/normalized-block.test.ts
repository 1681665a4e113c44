import { describe, expect, it } from 'vitest';
import type { KernelName } from '../../../src/engine/wasm/kernels.ts';
import { findTransform, spectralLayout } from '../../../src/engine/wasm/lower/spectra.ts';
import { densePixels, HaloedImages } from './block-memory.ts';
import { KernelBench, randomFloats, relativeError } from './kernel-bench.ts';
import { type BlockResults, evaluateBlock, type NormalizedBlock } from './normalized-block.ts';

const padded = (channels: number): number => 4 * Math.ceil(channels / 4);

function randomBlock(images: number, side: number, cin: number, cout: number, seed: number): NormalizedBlock {
  const pooled = images * (side >> 1) ** 2 * cout;
  return {
    images,
    side,
    cin,
    cout,
    epsilon: 1e-3,
    x: randomFloats(images * side ** 2 * cin, seed),
    w: randomFloats(9 * cin * cout, seed + 1),
    gamma: randomFloats(cout, seed + 2).map(value => value + Math.sign(value) / 2),
    beta: randomFloats(cout, seed + 3),
    gy: randomFloats(pooled, seed + 4),
  };
}

/** Dense images with channels padded to whole vectors. */
function pad(data: Float32Array, channels: number): Float32Array {
  const width = padded(channels);
  const result = new Float32Array((data.length / channels) * width);
  data.forEach((value, at) => {
    result[Math.floor(at / channels) * width + (at % channels)] = value;
  });
  return result;
}

function unpad(data: Float32Array, channels: number): Float32Array {
  const width = padded(channels);
  const result = new Float32Array((data.length / width) * channels);
  return result.map((_, at) => data[Math.floor(at / channels) * width + (at % channels)]!);
}

/** The block by the spectral kernels, images in shards of `shard`. */
function runSpectral(block: NormalizedBlock, shard = block.images): BlockResults {
  const { images, side, cin, cout, epsilon } = block;
  const transform = findTransform(side, 3)!;
  const { points, reals, values } = transform;
  const bench = new KernelBench();
  const call = (name: string, ...args: number[]) => bench.call(name as KernelName, ...args);
  const [ci, co] = [padded(cin), padded(cout)];
  const half = side >> 1;
  const place = (rows: number, channels: number) => {
    const { rowBytes, valueBytes, bytes } = spectralLayout(transform, rows, channels);
    const address = bench.allocate(bytes);
    const args = (row: number) => [address + row * rowBytes, rowBytes, valueBytes];
    return args;
  };
  const dense = (pixels: number, channels: number) => [pixels ** 2 * channels, pixels * channels, channels];
  const starts = Array.from({ length: Math.ceil(images / shard) }, (_, i) => i * shard);
  const rows = (start: number) => Math.min(shard, images - start);
  const floats = (count: number) => bench.floats(new Float32Array(count));
  const [x, w] = [bench.floats(pad(block.x, cin)), bench.floats(block.w)];
  const [gamma, beta] = [bench.floats(block.gamma), bench.floats(block.beta)];
  const [mean, variance, dgamma, dbeta] = [floats(cout), floats(cout), floats(cout), floats(cout)];
  const [affine, coefficients] = [floats(2 * co), floats(3 * co)];
  const [z, imageMoments, sums] = [
    floats(images * side ** 2 * co),
    floats(images * 2 * co),
    floats(images * 2 * co),
  ];
  const pooled = images * half ** 2 * co;
  const [y, winners, codes] = [floats(pooled), floats(pooled), bench.allocate(pooled)];
  const gy = bench.floats(pad(block.gy, cout));
  const dx = floats(images * side ** 2 * ci);
  const dw = floats(block.w.length);
  const [v, d, m, gx] = [place(images, cin), place(images, cout), place(images, cout), place(images, cin)];
  const [u, gw] = [place(ci, cout), place(ci, cout)];
  const vectors = co / 4;

  call(`spectralWeights${points}x3`, w, cin, cout, ...u(0), 0, ci);
  for (const start of starts)
    call(
      `spectralForward${points}`,
      x + 4 * start * side ** 2 * ci,
      ...dense(side, ci),
      rows(start),
      ci,
      ...v(start),
    );
  call('spectralMultiply', ...v(0), ...u(0), ...m(0), images, ci, co, reals, 0, values);
  for (const start of starts) {
    const at = start * side ** 2 * co;
    call(
      `spectralInverseMoments${points}`,
      ...m(start),
      rows(start),
      co,
      z + 4 * at,
      imageMoments + 8 * start * co,
    );
  }
  const split = vectors >> 1;
  for (const [from, to] of [
    [0, split],
    [split, vectors],
  ] as const)
    call(
      'pooledNorm',
      imageMoments,
      images,
      side ** 2,
      co,
      cout,
      gamma,
      beta,
      epsilon,
      mean,
      variance,
      affine,
      from,
      to,
    );
  for (const start of starts) {
    const pooledAt = start * half ** 2 * co;
    const at = [z + 4 * start * side ** 2 * co, side, rows(start), co, affine, y + 4 * pooledAt];
    call('normReluPool', ...at, ...dense(half, co), codes + pooledAt, winners + 4 * pooledAt);
  }
  for (const start of starts) {
    const pooledAt = start * half ** 2 * co;
    const left = [codes + pooledAt, winners + 4 * pooledAt, mean, sums + 8 * start * co];
    call('normReluPoolSums', gy + 4 * pooledAt, ...dense(half, co), half, rows(start), co, cout, ...left);
  }
  for (const [from, to] of [
    [0, split],
    [split, vectors],
  ] as const) {
    const parameters = [gamma, mean, variance, epsilon, dgamma, dbeta, coefficients];
    call('pooledNormGradient', sums, images, side ** 2, co, cout, ...parameters, from, to);
  }
  for (const start of starts) {
    const pooledAt = start * half ** 2 * co;
    const gradient = [gy + 4 * pooledAt, ...dense(half, co), codes + pooledAt, coefficients];
    const output = z + 4 * start * side ** 2 * co;
    call(`spectralNormGradient${points}`, output, ...gradient, rows(start), co, ...d(start));
  }
  call('spectralMultiplyTransposed', ...d(0), ...u(0), ...gx(0), images, ci, co, reals, 0, values);
  call('spectralMultiplyColumns', ...v(0), ...d(0), ...gw(0), images, ci, co, reals, 0, values);
  for (const start of starts)
    call(
      `spectralInverse${points}`,
      ...gx(start),
      rows(start),
      ci,
      0,
      0,
      dx + 4 * start * side ** 2 * ci,
      ...dense(side, ci),
    );
  call(`spectralWeightGradient${points}x3`, ...gw(0), dw, cin, cout, 0, cin);
  const read = (address: number, count: number) => bench.viewFloats(address, count).slice();
  const output = read(y, pooled);
  output.forEach((value, at) => {
    if (at % co >= cout) expect(value).toBe(0);
  });
  return {
    y: unpad(output, cout),
    mean: read(mean, cout),
    variance: read(variance, cout),
    dx: unpad(read(dx, images * side ** 2 * ci), cin),
    dw: read(dw, block.w.length),
    dgamma: read(dgamma, cout),
    dbeta: read(dbeta, cout),
  };
}

/** The first block of drawings: statistics from patches, normalization folded into the filters. */
function runDrawings(block: NormalizedBlock): BlockResults {
  const { images, side, cout, epsilon } = block;
  const bench = new KernelBench();
  const shape = { images, height: side, width: side, cin: 1, cout };
  const drawings = new HaloedImages(bench, shape, true);
  drawings.write(block.x);
  const { pixels, image } = densePixels(bench, shape);
  const windows = (side >> 1) ** 2;
  const floats = (count: number) => bench.floats(new Float32Array(count));
  const [w, gamma, beta, gy] = [block.w, block.gamma, block.beta, block.gy].map(data => bench.floats(data));
  const records = floats(54 * images);
  const [folded, bias, mean, variance, dgamma, dbeta] = [
    floats(9 * cout),
    floats(cout),
    floats(cout),
    floats(cout),
    floats(cout),
    floats(cout),
  ];
  const totals = bench.allocate(8 * 54);
  const y = floats(block.gy.length);
  const codes = bench.allocate(images * windows * padded(cout));
  const dw = floats(9 * cout);
  const first = drawings.address + drawings.row + 4;
  bench.call('drawingMoments', first, drawings.image, drawings.row, side, side, images, records);
  bench.call(
    'drawingNorm',
    ...[records, images, side ** 2, w!, gamma!, beta!, epsilon, cout],
    ...[folded, bias, mean, variance, totals],
  );
  const source = [drawings.address, drawings.image, drawings.row, drawings.patches()];
  const forward = [...source, y, image, pixels, codes, folded, bias, cout, windows, images];
  bench.call('convReluPoolDrawings', ...forward);
  const backward = [...source, gy!, image, pixels, codes, dw, dbeta, cout, windows, images, 0, cout];
  bench.call('convReluPoolDrawingsGradient', ...backward);
  bench.call(
    'drawingNormGradient',
    ...[dw, dbeta, totals, images, side ** 2, w!, gamma!, mean, variance, epsilon, cout, dw, dgamma],
  );
  const read = (address: number, count: number) => bench.viewFloats(address, count).slice();
  return {
    y: read(y, block.gy.length),
    mean: read(mean, cout),
    variance: read(variance, cout),
    dx: undefined,
    dw: read(dw, 9 * cout),
    dgamma: read(dgamma, cout),
    dbeta: read(dbeta, cout),
  };
}

function expectAgreement(got: BlockResults, block: NormalizedBlock, tolerance = 5e-6): void {
  const expected = evaluateBlock(block);
  for (const name of ['y', 'mean', 'variance', 'dw', 'dgamma', 'dbeta'] as const)
    expect(relativeError(got[name], expected[name]), name).toBeLessThan(tolerance);
  if (got.dx) expect(relativeError(got.dx, expected.dx!), 'dx').toBeLessThan(tolerance);
}

describe('convolution, batch norm, ReLU, max-pool by spectra', () => {
  it.each([
    [1, 14, 4, 8],
    [3, 14, 5, 7],
    [17, 7, 8, 16],
    [3, 7, 9, 30],
    [17, 3, 16, 32],
    [4, 3, 37, 75],
    [2, 7, 1, 1],
  ])('agrees with float64 loops: %i images of side %i, %i → %i channels', (images, side, cin, cout) => {
    const block = randomBlock(images, side, cin, cout, images + cout);
    expectAgreement(runSpectral(block), block);
  });

  it('agrees where the mean is a thousand deviations', () => {
    const block = randomBlock(5, 7, 4, 8, 3);
    const far = {
      ...block,
      x: block.x.map(value => 1 + value / 1000),
      w: block.w.map((_, at) => ((at % 7) + 1) / 7),
    };
    const interior = { ...far, epsilon: 1e-6 };
    const expected = evaluateBlock(interior);
    const got = runSpectral(interior);
    expect(relativeError(got.mean, expected.mean)).toBeLessThan(1e-6);
    expect(relativeError(got.variance, expected.variance)).toBeLessThan(1e-5);
  });

  it('gives the same bits for any shards', () => {
    const block = randomBlock(7, 7, 6, 10, 1);
    const whole = runSpectral(block);
    for (const shard of [1, 3]) {
      const shards = runSpectral(block, shard);
      for (const name of ['y', 'mean', 'variance', 'dx', 'dw', 'dgamma', 'dbeta'] as const)
        expect(Array.from(shards[name]!)).toEqual(Array.from(whole[name]!));
    }
  });

  it('lets what is not a number through', () => {
    const block = randomBlock(2, 7, 4, 8, 9);
    const { y } = runSpectral({ ...block, x: block.x.map((value, at) => (at === 3 ? Number.NaN : value)) });
    expect(Array.from(y).every(Number.isNaN)).toBe(true);
  });
});

describe('the first block of drawings with batch norm', () => {
  const drawn = (block: NormalizedBlock, ring: boolean): NormalizedBlock => {
    const { side } = block;
    const x = block.x.map((value, at) => {
      const [i, j] = [Math.floor(at / side) % side, at % side];
      const edge = Math.min(i, j, side - 1 - i, side - 1 - j) === 0;
      return (edge && !ring) || i % 7 > 3 ? 0 : Math.abs(value);
    });
    return { ...block, x };
  };

  it.each([
    [1, 28, 4],
    [3, 28, 5],
    [17, 28, 12],
    [2, 9, 33],
    [2, 10, 3],
  ])('agrees with float64 loops: %i drawings of side %i, %i channels', (images, side, cout) => {
    for (const ring of [false, true]) {
      const block = drawn(randomBlock(images, side, 1, cout, images + cout), ring);
      expectAgreement(runDrawings(block), block);
    }
  });
});
