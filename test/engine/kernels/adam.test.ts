import { describe, expect, it } from 'vitest';
import { KernelBench, randomFloats, relativeError } from './kernel-bench.ts';

describe('adam', () => {
  it.each([1, 6, 400])('agrees with float64 over three steps in place: %d parameters', count => {
    const bench = new KernelBench();
    const [rate, beta1, beta2, epsilon, decay] = [1e-3, 0.9, 0.999, 1e-8, 1e-2] as const;
    const w = Float64Array.from(randomFloats(count, 1));
    const m = new Float64Array(count);
    const v = new Float64Array(count);
    const weight = bench.floats([...w, 77]);
    const [first, second] = [bench.floats(m), bench.floats(v)];
    for (let t = 1; t <= 3; t++) {
      const g = randomFloats(count, 10 + t);
      const scalars = [rate, 1 / (1 - beta1 ** t), 1 / (1 - beta2 ** t), decay * rate, 0] as const;
      g.forEach((gradient, i) => {
        m[i] = beta1 * m[i]! + (1 - beta1) * gradient;
        v[i] = beta2 * v[i]! + (1 - beta2) * gradient ** 2;
        const step = (rate * m[i]! * scalars[1]) / (Math.sqrt(v[i]! * scalars[2]) + epsilon);
        w[i] = w[i]! - step - scalars[3] * w[i]!;
      });
      const memory = [weight, bench.floats(g), first, second, weight, first, second, bench.floats(scalars)];
      bench.call('adam', ...memory, count, beta1, 1 - beta1, beta2, 1 - beta2, epsilon);
    }
    expect(relativeError(bench.viewFloats(weight, count), w)).toBeLessThan(1e-6);
    expect(relativeError(bench.viewFloats(second, count), v)).toBeLessThan(1e-6);
    expect(bench.viewFloats(weight, count + 1)[count]).toBe(77);
  });
});
