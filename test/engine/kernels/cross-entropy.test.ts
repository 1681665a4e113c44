import { describe, expect, it } from 'vitest';
import { KernelBench, randomFloats, relativeError } from './kernel-bench.ts';

const logitsOf = (rows: number, classes: number) =>
  randomFloats(rows * classes, rows + classes).map(value => 20 * value);

function expected(
  logits: Float32Array,
  labels: number[],
  g: Float32Array,
  classes: number,
  smoothing: number,
) {
  const loss: number[] = [];
  const gradient: number[] = [];
  labels.forEach((label, n) => {
    const row = [...logits.subarray(n * classes, (n + 1) * classes)];
    const max = Math.max(...row);
    const total = row.reduce((sum, z) => sum + Math.exp(z - max), 0);
    const targets = row.map((_, c) => (c === label ? 1 - smoothing : 0) + smoothing / classes);
    loss.push(row.reduce((sum, z, c) => sum - targets[c]! * (z - max - Math.log(total)), 0));
    gradient.push(...row.map((z, c) => g[n]! * (Math.exp(z - max) / total - targets[c]!)));
  });
  return { loss, gradient };
}

describe('softmaxCrossEntropy', () => {
  it.each([
    { rows: 1, classes: 1, smoothing: 0 },
    { rows: 3, classes: 2, smoothing: 0.1 },
    { rows: 5, classes: 10, smoothing: 0 },
    { rows: 4, classes: 345, smoothing: 0.2 },
  ])('agrees with float64: $rows rows, $classes classes, smoothing $smoothing', shape => {
    const { rows, classes, smoothing } = shape;
    const bench = new KernelBench();
    const logits = logitsOf(rows, classes);
    const labels = Array.from({ length: rows }, (_, n) => (7 * n) % classes);
    const g = randomFloats(rows, 9);
    const want = expected(logits, labels, g, classes, smoothing);
    const [z, l] = [bench.floats(logits), bench.words(labels)];
    const loss = bench.allocate(4 * rows);
    bench.call('softmaxCrossEntropy', z, l, loss, rows, classes, smoothing);
    expect(relativeError(bench.viewFloats(loss, rows), want.loss)).toBeLessThan(1e-6);
    const dlogits = bench.floats(new Float32Array(rows * classes + 1).fill(77));
    bench.call('softmaxCrossEntropyGradient', z, l, bench.floats(g), dlogits, rows, classes, smoothing);
    expect(relativeError(bench.viewFloats(dlogits, rows * classes), want.gradient)).toBeLessThan(1e-6);
    expect(bench.viewFloats(dlogits, rows * classes + 1)[rows * classes]).toBe(77);
  });

  it('neither overflows nor loses a certain label', () => {
    const bench = new KernelBench();
    const loss = bench.allocate(8);
    const logits = bench.floats([1000, -1000, 0, 1000, -1000, 0]);
    bench.call('softmaxCrossEntropy', logits, bench.words([0, 1]), loss, 2, 3, 0);
    expect([...bench.viewFloats(loss, 2)]).toEqual([0, 2000]);
  });
});
