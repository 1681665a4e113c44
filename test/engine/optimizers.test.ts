import { describe, expect, it } from 'vitest';
import { adam, Graph, gradients, sgd, sum } from '../../src/engine/index.ts';
import { evaluate, expectClose, tensor } from './operation-check.ts';

describe('adam', () => {
  const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

  /** Moments of two steps of gradients −2 and 0.5 on weight 1, by hand with bias-corrected sums. */
  it('follows the paper for two steps, with decoupled weight decay', async () => {
    const rate = 0.1;
    const decay = 0.01;
    let [w, m, v] = [1, 0, 0];
    const slopes = [-2, 0.5];
    for (const [index, g] of slopes.entries()) {
      const t = index + 1;
      const scalars = [rate, 1 / (1 - 0.9 ** t), 1 / (1 - 0.999 ** t), decay * rate, 0];
      const inputs = [[w], [g], [m], [v]].map(data => tensor([1], data));
      const next = await evaluate(
        (...values) => {
          const [weight, gradient, first, second, numbers] = values;
          return Object.values(adam(weight!, gradient!, first!, second!, numbers!, options));
        },
        [...inputs, tensor([5], scalars)],
      );
      const seen = slopes.slice(0, t);
      const weighted = (beta: number, values: number[]) => {
        const powers = values.map((_, i) => beta ** (t - 1 - i));
        const total = powers.reduce((a, b) => a + b);
        return values.reduce((sum, value, i) => sum + value * powers[i]!, 0) / total;
      };
      const step =
        weighted(0.9, seen) /
        (Math.sqrt(
          weighted(
            0.999,
            seen.map(value => value ** 2),
          ),
        ) +
          1e-7);
      expectClose(next[0]!.data, [w - rate * step - rate * decay * w], 1e-10);
      [w, m, v] = next.map(result => result.data[0]!) as [number, number, number];
    }
    expectClose([m, v], [0.9 * -0.2 + 0.05, 0.999 * 0.004 + 0.00025]);
  });
});

describe('sgd', () => {
  const scalars = tensor([5], [0.1, 0, 0, 0.02, 0]);
  const inputs = [tensor([2], [1, -1]), tensor([2], [3, 4]), tensor([2], [10, 0]), scalars];
  const step = (nesterov: boolean) =>
    evaluate(
      (w, g, velocity, numbers) =>
        Object.values(sgd(w!, g!, velocity!, numbers!, { momentum: 0.5, nesterov })),
      inputs,
    );

  it('steps along the velocity', async () => {
    const [w, velocity] = await step(false);
    expectClose(velocity!.data, [8, 4]);
    expectClose(w!.data, [1 - 0.8 - 0.02, -1 - 0.4 + 0.02]);
  });

  it('looks ahead with nesterov', async () => {
    const [w, velocity] = await step(true);
    expectClose(velocity!.data, [8, 4]);
    expectClose(w!.data, [1 - 0.7 - 0.02, -1 - 0.6 + 0.02]);
  });
});

describe('an optimizer step', () => {
  it('is not differentiable and refuses other shapes', () => {
    const graph = new Graph();
    const w = graph.input('w', [2]);
    const three = graph.input('three', [3]);
    const scalars = graph.input('scalars', [5]);
    expect(() => sgd(w, three, w, scalars, { momentum: 0 })).toThrow(
      /^sgd\(f32\[2\], f32\[3\], f32\[2\], f32\[5\]\): .* must have one shape \(built at optimizers/,
    );
    expect(() => sgd(w, w, w, three, { momentum: 0 })).toThrow(/the scalars must be \[5\]/);
    const next = sgd(w, w, w, scalars, { momentum: 0 }).w;
    expect(() => gradients(sum(next), [w])).toThrow(/sgd is not differentiable/);
  });
});
