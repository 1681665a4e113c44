import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Graph,
  gradients,
  inTopK,
  logSoftmax,
  sigmoidCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  sum,
} from '../../src/engine/index.ts';
import { softmaxCrossEntropyGradient } from '../../src/engine/ops/softmax-cross-entropy-gradient.ts';
import {
  checkGradients,
  evaluate,
  evaluateOne,
  expectClose,
  forAll,
  normal,
  seeds,
  sizes,
  type Tensor,
  tensor,
} from './operation-check.ts';

const labels = (data: readonly number[]): Tensor => ({ shape: [data.length], data, dtype: 'i32' });

const rowsOf = (x: Tensor) => {
  const classes = x.shape.at(-1)!;
  return Array.from({ length: x.data.length / classes }, (_, n) =>
    x.data.slice(n * classes, (n + 1) * classes),
  );
};

/** Softmax without a shift. */
const shares = (row: readonly number[]) => {
  const powers = row.map(value => Math.exp(value));
  const total = powers.reduce((a, b) => a + b);
  return powers.map(power => power / total);
};

const labeled = fc
  .tuple(sizes(4), sizes(5))
  .chain(([batch, classes]) =>
    fc.tuple(
      fc.constant([batch, classes]),
      fc.array(fc.nat(classes - 1), { minLength: batch, maxLength: batch }),
    ),
  );

describe('softmax and logSoftmax', () => {
  it('are shares of exponentials along the last axis, with gradients to third order', async () => {
    await forAll([fc.array(sizes(4), { minLength: 1, maxLength: 3 }), seeds], async (shape, seed) => {
      const x = normal(shape, seed);
      const [p, logP] = await evaluate(value => [softmax(value), logSoftmax(value)], [x]);
      const expected = rowsOf(x).flatMap(shares);
      expectClose(p!.data, expected);
      expectClose(
        logP!.data,
        expected.map(share => Math.log(share)),
      );
      await checkGradients(softmax, [x], { order: 3, seed });
      await checkGradients(logSoftmax, [x], { order: 3, seed });
    });
  });

  it('do not overflow', async () => {
    const x = tensor([1, 2], [1000, 0]);
    expect((await evaluateOne(softmax, [x])).data).toEqual([1, 0]);
    expect((await evaluateOne(logSoftmax, [x])).data).toEqual([0, -1000]);
  });

  it('need an axis', () => {
    expect(() => softmax(new Graph().input('x', []))).toThrow(/^softmax\(f32\[\]\): needs at least one axis/);
    expect(() => logSoftmax(new Graph().input('x', []))).toThrow(
      /^logSoftmax\(f32\[\]\): needs at least one/,
    );
  });
});

describe('softmaxCrossEntropy', () => {
  it('is the cross entropy with smoothed labels, with gradients to third order', async () => {
    await forAll(
      [labeled, fc.constantFrom(0, 0.1, 1), seeds],
      async ([shape, classes], labelSmoothing, seed) => {
        const logits = normal(shape, seed);
        const inputs = [logits, labels(classes)];
        const loss = await evaluateOne((z, t) => softmaxCrossEntropy(z, t, { labelSmoothing }), inputs);
        const expected = rowsOf(logits).map((row, n) =>
          shares(row).reduce((total, share, c) => {
            const target = (c === classes[n] ? 1 - labelSmoothing : 0) + labelSmoothing / row.length;
            return total - target * Math.log(share);
          }, 0),
        );
        expect(loss.shape).toEqual([shape[0]]);
        expectClose(loss.data, expected);
        await checkGradients((z, t) => softmaxCrossEntropy(z, t, { labelSmoothing }), inputs, {
          order: 3,
          seed,
        });
      },
    );
  });

  it('stays finite where probabilities are 0', async () => {
    const inputs = [tensor([2, 2], [1000, -1000, 1000, -1000]), labels([0, 1])];
    expect((await evaluateOne((z, t) => softmaxCrossEntropy(z, t), inputs)).data).toEqual([0, 2000]);
    const slope = await evaluateOne((z, t) => gradients(sum(softmaxCrossEntropy(z, t)), [z]), inputs);
    expect(slope.data).toEqual([0, 0, 1, -1]);
  });

  it('tells what does not fit', async () => {
    const graph = new Graph();
    const logits = graph.input('logits', [2, 3]);
    const right = graph.input('right', [2], 'i32');
    expect(() => softmaxCrossEntropy(logits, graph.input('short', [3], 'i32'))).toThrow(
      /^softmaxCrossEntropy\(f32\[2, 3\], i32\[3\]\): needs one label a row: \[2\] \(built at losses/,
    );
    expect(() => softmaxCrossEntropy(logits, logits)).toThrow(/needs elements of type f32, i32/);
    expect(() => softmaxCrossEntropy(logits, right, { labelSmoothing: 2 })).toThrow(/smoothing of 2/);
    expect(() => softmaxCrossEntropy(graph.input('flat', [6]), right)).toThrow(/needs logits \[N, C\]/);
    expect(() => softmaxCrossEntropyGradient(logits, right, logits)).toThrow(/one float gradient a row/);
    await expect(
      evaluateOne((z, t) => softmaxCrossEntropy(z, t), [normal([1, 3], 1), labels([3])]),
    ).rejects.toThrow(/index 3 is not one of 0…2/);
  });
});

describe('sigmoidCrossEntropy', () => {
  it('is the binary cross entropy, with gradients by logits and targets', async () => {
    await forAll([fc.array(sizes(4), { maxLength: 3 }), seeds], async (shape, seed) => {
      const logits = normal(shape, seed);
      const targets = { shape, data: normal(shape, seed + 1).data.map(value => 1 / (1 + Math.exp(value))) };
      const loss = await evaluateOne(sigmoidCrossEntropy, [logits, targets]);
      const expected = logits.data.map((x, i) => {
        const share = 1 / (1 + Math.exp(-x));
        return -targets.data[i]! * Math.log(share) - (1 - targets.data[i]!) * Math.log(1 - share);
      });
      expectClose(loss.data, expected);
      await checkGradients(sigmoidCrossEntropy, [logits, targets], { order: 3, seed });
    });
  });

  it('does not overflow', async () => {
    const inputs = [tensor([4], [1000, 1000, -1000, -1000]), tensor([4], [0, 1, 0, 1])];
    expect((await evaluateOne(sigmoidCrossEntropy, inputs)).data).toEqual([1000, 0, 0, 1000]);
  });

  it('needs one shape', () => {
    const graph = new Graph();
    expect(() => sigmoidCrossEntropy(graph.input('x', [2]), graph.input('t', [1]))).toThrow(
      /^sigmoidCrossEntropy\(f32\[2\], f32\[1\]\): needs logits and targets of one shape/,
    );
  });
});

describe('inTopK', () => {
  const top = async (row: number[], label: number, k: number) =>
    (await evaluateOne((z, t) => inTopK(z, t, k), [tensor([1, row.length], row), labels([label])])).data[0];

  it('ranks by logit, then by index', async () => {
    await forAll(
      [labeled, sizes(5), fc.array(fc.nat(2), { minLength: 20, maxLength: 20 })],
      async ([shape, classes], k, values) => {
        const logits = tensor(shape, values.slice(0, shape[0]! * shape[1]!));
        const hits = await evaluateOne((z, t) => inTopK(z, t, k), [logits, labels(classes)]);
        const expected = rowsOf(logits).map((row, n) => {
          const order = row.map((_, c) => c).sort((a, b) => row[b]! - row[a]! || a - b);
          return order.slice(0, k).includes(classes[n]!) ? 1 : 0;
        });
        expect(hits).toEqual({ shape: [shape[0]], data: expected });
      },
    );
  });

  it('counts what is not a number as wrong', async () => {
    expect(await top([Number.NaN, 1, 2], 0, 1)).toBe(0);
    expect(await top([Number.NaN, 1, 2], 2, 1)).toBe(0);
    expect(await top([Number.NaN, Number.NaN, Number.NaN], 0, 2)).toBe(0);
  });

  it('is not differentiable, and needs a positive k', () => {
    const graph = new Graph();
    const logits = graph.input('logits', [1, 2]);
    const label = graph.input('label', [1], 'i32');
    expect(() => gradients(sum(inTopK(logits, label, 1)), [logits])).toThrow(/inTopK is not differentiable/);
    expect(() => inTopK(logits, label, 0)).toThrow(/^inTopK\(.*k = 0 is not a positive integer/);
  });
});
