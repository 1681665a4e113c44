import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denseCodes, densePixels, filterTiles, HaloedImages, planeStride } from './block-memory.ts';
import { KernelBench, randomFloats, relativeDistance, relativeError } from './kernel-bench.ts';
import { type BlockShape, blockBackward, blockForward } from './pooled-block.ts';

interface Case {
  readonly shape: BlockShape;
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly b: Float32Array;
  readonly gy: Float32Array;
}

function randomCase(shape: BlockShape, seed: number): Case {
  const pooled = shape.images * (shape.height >> 1) * (shape.width >> 1) * shape.cout;
  return {
    shape,
    x: randomFloats(shape.images * shape.height * shape.width * shape.cin, seed),
    w: randomFloats(9 * shape.cin * shape.cout, seed + 1),
    b: randomFloats(shape.cout, seed + 2),
    gy: randomFloats(pooled, seed + 3),
  };
}

interface Cut {
  /** Images a shard. */
  readonly split?: number;
  /** Points of the filters' transform: 6 for tiles of 2×2 windows, 4 for single ones. */
  readonly points?: number;
  /** Tiles a pass. */
  readonly group?: number;
}

/** Runs forward and gradients of one block by the kernels, channels in two tasks. */
function runKernels({ shape, x, w, b, gy }: Case, drawings: boolean, cut: Cut = {}) {
  const { split = shape.images, points = 6, group = 7 } = cut;
  const block = 2;
  const bench = new KernelBench();
  const { images, cin, cout } = shape;
  const count = (shape.height >> 1) * (shape.width >> 1);
  const images4 = new HaloedImages(bench, shape, drawings);
  images4.write(x);
  const patches = images4.patches();
  const { pixels, image: yImage } = densePixels(bench, shape);
  const weights = bench.floats(w);
  const bias = bench.floats(b);
  const y = bench.floats(new Float32Array(gy.length + 1).fill(77));
  const stride = 4 * Math.ceil(cout / 4);
  const codes = bench.allocate(images * count * stride);
  const vectors = stride / 4;
  const half = 2 * Math.floor(vectors / 4);
  const u = bench.allocate(points ** 2 * planeStride(16 * vectors * cin));
  bench.call('winogradFilters', weights, u, points, cin, cout, half, vectors);
  bench.call('winogradFilters', weights, u, points, cin, cout, 0, half);
  const filters = bench.allocate(192 * cout * filterTiles(cin));
  bench.call('packFilters', weights, filters, cin, cout, 0, 4 * half);
  bench.call('packFilters', weights, filters, cin, cout, 4 * half, cout);
  const dx = new HaloedImages(bench, shape);
  const gradient = bench.floats(gy);
  for (let start = 0; start < images; start += split) {
    const some = Math.min(split, images - start);
    const from = [
      images4.address + start * images4.image,
      images4.image,
      images4.row,
      patches,
      y + start * yImage,
      yImage,
      pixels,
      codes + start * count * stride,
    ];
    if (drawings) bench.call('convReluPoolDrawings', ...from, weights, bias, cout, count, some);
    else
      bench.call('convReluPool', ...from, u, points, bias, cin, cout, count, shape.width >> 1, some, group);
  }
  if (!drawings)
    for (let start = 0; start < images; start += split)
      bench.call(
        'convReluPoolInputGradient',
        dx.address + start * dx.image,
        dx.image,
        dx.row,
        dx.patches(),
        gradient + start * yImage,
        yImage,
        pixels,
        codes + start * count * stride,
        filters,
        cin,
        cout,
        count,
        Math.min(split, images - start),
        block,
      );
  const dw = bench.floats(new Float32Array(w.length));
  const db = bench.floats(new Float32Array(cout));
  const common = [images4.address, images4.image, images4.row, patches, gradient, yImage, pixels, codes];
  for (const [from, to] of [
    [0, 4 * half],
    [4 * half, cout],
  ] as const)
    if (drawings)
      bench.call('convReluPoolDrawingsGradient', ...common, dw, db, cout, count, images, from, to);
    else
      bench.call('convReluPoolFilterGradient', ...common, dw, db, cin, cout, count, images, block, from, to);
  expect(bench.viewFloats(y, gy.length + 1)[gy.length]).toBe(77);
  return {
    y: bench.viewFloats(y, gy.length),
    codes: denseCodes(bench, codes, images * count, cout),
    dx: dx.read(),
    dw: bench.viewFloats(dw, w.length),
    db: bench.viewFloats(db, cout),
  };
}

function expectAgreement(test: Case, drawings: boolean, cut: Cut = {}): void {
  const expected = blockForward(test.shape, test.x, test.w, test.b);
  const got = runKernels(test, drawings, cut);
  expect(relativeDistance(got.y, expected.y)).toBeLessThan(drawings ? 5e-7 : 3e-6);
  expect([...got.codes]).toEqual([...expected.codes]);
  const gradients = blockBackward(test.shape, test.x, test.w, expected.codes, test.gy);
  expect(relativeError(got.dw, gradients.dw)).toBeLessThan(2e-6);
  expect(relativeError(got.db, gradients.db)).toBeLessThan(2e-6);
  if (!drawings) expect(relativeError(got.dx, gradients.dx)).toBeLessThan(2e-6);
}

describe('convReluPool', () => {
  it.each([
    { images: 1, height: 14, width: 14, cin: 4, cout: 8 },
    { images: 3, height: 14, width: 14, cin: 12, cout: 24 },
    { images: 5, height: 7, width: 7, cin: 8, cout: 16 },
    { images: 17, height: 3, width: 3, cin: 16, cout: 36 },
    { images: 2, height: 7, width: 7, cin: 23, cout: 45 },
    { images: 2, height: 3, width: 5, cin: 75, cout: 50 },
  ])('agrees with float64 loops: $images images $height×$width, $cin → $cout channels', shape => {
    expectAgreement(randomCase(shape, 5), false);
  });

  it('agrees on shapes drawn at random', () => {
    fc.assert(
      fc.property(
        fc.record({
          images: fc.integer({ min: 1, max: 5 }),
          height: fc.integer({ min: 2, max: 9 }),
          width: fc.integer({ min: 2, max: 9 }),
          cin: fc.integer({ min: 1, max: 20 }),
          cout: fc.integer({ min: 1, max: 70 }),
        }),
        fc.integer({ min: 0, max: 1000 }),
        fc.constantFrom(4, 6),
        (shape, seed, points) => expectAgreement(randomCase(shape, seed), false, { points }),
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  it.each(['rows and columns', 'rows', 'columns'])(
    'lets the first of equals win, beside the halo too, where the image is constant along %s',
    axes => {
      fc.assert(
        fc.property(
          fc.record({
            images: fc.constant(2),
            height: fc.integer({ min: 2, max: 14 }),
            width: fc.integer({ min: 2, max: 14 }),
            cin: fc.integer({ min: 1, max: 9 }),
            cout: fc.integer({ min: 1, max: 12 }),
          }),
          fc.integer({ min: 0, max: 1000 }),
          (shape, seed) => {
            const test = randomCase(shape, seed);
            const { height, width, cin } = shape;
            const x = test.x.map((_, at) => {
              const [channel, pixel] = [at % cin, Math.floor(at / cin)];
              const [row, column] = [Math.floor(pixel / width) % height, pixel % width];
              const along = { 'rows and columns': 0, rows: column, columns: row }[axes]!;
              return test.x[along * cin + channel]!;
            });
            const { codes } = runKernels({ ...test, x }, false);
            expect([...codes]).toEqual([...blockForward(shape, x, test.w, test.b).codes]);
          },
        ),
        { numRuns: 25, seed: 3 },
      );
    },
  );

  it('takes a sum of exactly zero for dead', () => {
    const shape = { images: 1, height: 4, width: 4, cin: 4, cout: 4 };
    const test = { ...randomCase(shape, 3), x: new Float32Array(64), b: new Float32Array(4) };
    const { codes, dw, dx, db } = runKernels(test, false);
    expect([...codes].every(code => code === 4)).toBe(true);
    expect([...dw, ...dx, ...db].every(value => value === 0)).toBe(true);
  });

  it('gives exactly zero beside ink where biases are zero', () => {
    const shape = { images: 3, height: 14, width: 14, cin: 6, cout: 10 };
    const test = randomCase(shape, 9);
    const inked = (pixel: number) => pixel % 14 > 5 && pixel % 14 < 9;
    const x = test.x.map((value, at) => (inked(Math.floor(at / 6)) ? value : 0));
    const b = new Float32Array(10);
    const { y, codes } = runKernels({ ...test, x, b }, false);
    const expected = blockForward(shape, x, test.w, b);
    expect([...codes]).toEqual([...expected.codes]);
    expected.y.forEach((value, at) => {
      if (value === 0) expect(y[at]).toBe(0);
    });
  });

  it('shows a NaN in the windows that see it, as dead ones, and in no other image', () => {
    const shape = { images: 3, height: 7, width: 7, cin: 3, cout: 5 };
    const test = randomCase(shape, 10);
    const plain = runKernels(test, false);
    const x = test.x.slice();
    x[(49 + 3 * 7 + 3) * 3] = Number.NaN;
    const { y, codes } = runKernels({ ...test, x }, false);
    const center = (9 + 4) * 5;
    for (let channel = 0; channel < 5; channel++) {
      expect(y[center + channel]).toBeNaN();
      expect(codes[center + channel]).toBe(4);
    }
    for (const image of [0, 2])
      expect([...y.subarray(45 * image, 45 * (image + 1))]).toEqual([
        ...plain.y.subarray(45 * image, 45 * (image + 1)),
      ]);
  });

  it.each([20, 40])('gives the same bits for any shards and groups with %d channels', cout => {
    const test = randomCase({ images: 7, height: 7, width: 7, cin: 10, cout }, 8);
    const whole = runKernels(test, false);
    for (const cut of [{ split: 1 }, { split: 3 }, { group: 4 }]) {
      const shards = runKernels(test, false, cut);
      for (const name of ['y', 'codes', 'dx', 'dw', 'db'] as const)
        expect([...shards[name]]).toEqual([...whole[name]]);
    }
  });
});

describe('convReluPoolDrawings', () => {
  const drawn = (shape: BlockShape, seed: number): Case => {
    const test = randomCase(shape, seed);
    const rows = (at: number) => Math.floor((at % (shape.height * shape.width)) / shape.width);
    return { ...test, x: test.x.map((value, at) => (rows(at) > shape.height / 2 ? 0 : Math.abs(value))) };
  };

  it.each([1, 3, 4, 5, 8, 12, 16, 21, 32])('agrees with float64 loops: %d channels', cout => {
    expectAgreement(drawn({ images: 3, height: 28, width: 28, cin: 1, cout }, cout), true);
  });

  it('agrees on odd sizes', () => {
    expectAgreement(drawn({ images: 2, height: 9, width: 11, cin: 1, cout: 6 }, 2), true);
  });

  it('gives relu(bias) and no gradient of the filters for empty drawings', () => {
    const shape = { images: 2, height: 28, width: 28, cin: 1, cout: 7 };
    const test = { ...randomCase(shape, 4), x: new Float32Array(2 * 784) };
    const { y, dw } = runKernels(test, true);
    y.forEach((value, at) => {
      expect(value).toBe(Math.max(0, test.b[at % 7]!));
    });
    expect([...dw].every(value => value === 0)).toBe(true);
  });

  it('gives the same bits for any shards', () => {
    const test = drawn({ images: 5, height: 28, width: 28, cin: 1, cout: 5 }, 6);
    const whole = runKernels(test, true);
    const shards = runKernels(test, true, { split: 2 });
    for (const name of ['y', 'codes', 'dw', 'db'] as const)
      expect([...shards[name]]).toEqual([...whole[name]]);
  });
});

describe('drawingsToImages', () => {
  it('scales bytes into the interior', () => {
    const bench = new KernelBench();
    const bytes = Uint8Array.from({ length: 2 * 35 }, (_, at) => (at * 37) % 256);
    const row = 4 * 9;
    const image = row * 7;
    const y = bench.allocate(2 * image);
    bench.call(
      'drawingsToImages',
      bench.bytes(bytes),
      35,
      y + row + 4,
      image,
      row,
      5,
      7,
      2,
      Math.fround(1 / 255),
    );
    const got = bench.viewFloats(y, (2 * image) / 4);
    bytes.forEach((byte, at) => {
      const [n, i, j] = [Math.floor(at / 35), Math.floor((at % 35) / 7), at % 7];
      expect(got[(n * image + (i + 1) * row + (j + 1) * 4) / 4]).toBeCloseTo(byte / 255, 6);
    });
    expect(got[0]).toBe(0);
  });
});
