import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelBench, randomFloats, relativeError } from './kernel-bench.ts';

const SENTINEL = 77;

function product(a: ArrayLike<number>, b: ArrayLike<number>, m: number, n: number, k: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let q = 0; q < k; q++) for (let j = 0; j < n; j++) c[i * n + j]! += a[i * k + q]! * b[q * n + j]!;
  return c;
}

function transpose(a: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(a, (_, at) => a[(at % rows) * columns + Math.floor(at / rows)]!);
}

const sizes = fc.record({
  m: fc.integer({ min: 1, max: 20 }),
  n: fc.integer({ min: 1, max: 30 }),
  k: fc.integer({ min: 1, max: 25 }),
  seed: fc.integer({ min: 0, max: 1000 }),
});

/** C with rows one float wider than n, so that writes past n show. */
function readC(bench: KernelBench, c: number, m: number, n: number): Float32Array {
  const view = bench.viewFloats(c, m * (n + 1));
  for (let i = 0; i < m; i++) expect(view[i * (n + 1) + n]).toBe(SENTINEL);
  return Float32Array.from({ length: m * n }, (_, at) => view[Math.floor(at / n) * (n + 1) + (at % n)]!);
}

describe('gemm', () => {
  it.each(['packPanels', 'packTransposed'] as const)('multiplies with panels from %s', pack => {
    const bench = new KernelBench();
    fc.assert(
      fc.property(sizes, ({ m, n, k, seed }) => {
        const a = randomFloats(m * k, seed);
        const b = randomFloats(k * n, seed + 1);
        const expected = product(a, b, m, n, k);
        const vectors = Math.ceil(n / 4);
        const panels = bench.allocate(16 * vectors * k);
        const source = pack === 'packPanels' ? b : transpose(b, k, n);
        const half = 2 * Math.floor(vectors / 4);
        for (const [from, to] of [
          [half, vectors],
          [0, half],
        ] as const)
          bench.call(pack, bench.floats(source), 4 * (pack === 'packPanels' ? n : k), panels, k, n, from, to);
        const c = bench.floats(new Float32Array(m * (n + 1)).fill(SENTINEL));
        const stride = 4 * (n + 1);
        bench.call('gemm', bench.floats(a), 4 * k, panels, c, stride, 0, 0, m, n, k);
        expect(relativeError(readC(bench, c, m, n), expected)).toBeLessThan(2e-6);
        bench.call('gemm', bench.floats(a), 4 * k, panels, c, stride, c, stride, m, n, k);
        expect(
          relativeError(
            readC(bench, c, m, n),
            expected.map(value => 2 * value),
          ),
        ).toBeLessThan(2e-6);
        const bias = randomFloats(n, seed + 2);
        bench.call('gemm', bench.floats(a), 4 * k, panels, c, stride, bench.floats(bias), 0, m, n, k);
        expect(
          relativeError(
            readC(bench, c, m, n),
            expected.map((value, at) => value + bias[at % n]!),
          ),
        ).toBeLessThan(2e-6);
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('gives a row the same bits alone and among others', () => {
    const bench = new KernelBench();
    const [m, n, k] = [13, 20, 19] as const;
    const a = bench.floats(randomFloats(m * k, 1));
    const panels = bench.allocate(4 * n * k);
    bench.call('packPanels', bench.floats(randomFloats(k * n, 2)), 4 * n, panels, k, n, 0, n / 4);
    const together = bench.allocate(4 * m * n);
    const alone = bench.allocate(4 * m * n);
    bench.call('gemm', a, 4 * k, panels, together, 4 * n, 0, 0, m, n, k);
    for (let i = 0; i < m; i++)
      bench.call('gemm', a + 4 * k * i, 4 * k, panels, alone + 4 * n * i, 4 * n, 0, 0, 1, n, k);
    expect([...bench.viewFloats(alone, m * n)]).toEqual([...bench.viewFloats(together, m * n)]);
  });
});

describe('gemmColumns', () => {
  it('multiplies by the transpose of A', () => {
    const bench = new KernelBench();
    fc.assert(
      fc.property(sizes, ({ m, n, k, seed }) => {
        const a = randomFloats(m * k, seed);
        const b = randomFloats(k * n, seed + 1);
        const expected = product(a, b, m, n, k);
        const c = bench.floats(new Float32Array(m * (n + 1)).fill(SENTINEL));
        const stride = 4 * (n + 1);
        const columns = bench.floats(transpose(a, m, k));
        const right = bench.floats(b);
        bench.call('gemmColumns', columns, 4 * m, right, 4 * n, c, stride, 0, 0, m, n, k);
        expect(relativeError(readC(bench, c, m, n), expected)).toBeLessThan(2e-6);
        bench.call('gemmColumns', columns, 4 * m, right, 4 * n, c, stride, c, stride, m, n, k);
        expect(
          relativeError(
            readC(bench, c, m, n),
            expected.map(value => 2 * value),
          ),
        ).toBeLessThan(2e-6);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
