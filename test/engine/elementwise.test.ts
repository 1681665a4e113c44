import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  broadcastTo,
  divide,
  exp,
  exponentialAverage,
  Graph,
  gradients,
  leakyRelu,
  log,
  maximum,
  multiply,
  negate,
  relu,
  type Shape,
  sigmoid,
  sign,
  sizeOf,
  sqrt,
  square,
  subtract,
  sum,
  tanh,
  type Value,
} from '../../src/engine/index.ts';
import { positive } from '../../src/engine/ops/positive.ts';
import {
  apart,
  checkGradients,
  evaluateOne,
  expectClose,
  forAll,
  positiveNumbers,
  seeds,
  sizes,
  type Tensor,
  tensor,
} from './operation-check.ts';

const logistic = (x: number) => Math.exp(x) / (1 + Math.exp(x));

const unary: [string, (x: Value) => Value, (x: number) => number, (shape: Shape, seed: number) => Tensor][] =
  [
    ['negate', negate, x => 0 - x, apart],
    ['exp', exp, x => Math.E ** x, apart],
    ['log', log, x => Math.log2(x) * Math.LN2, positiveNumbers],
    ['sqrt', sqrt, x => x ** 0.5, positiveNumbers],
    ['tanh', tanh, x => 2 * logistic(2 * x) - 1, apart],
    ['sigmoid', sigmoid, logistic, apart],
    ['absolute', absolute, x => Math.hypot(x), apart],
    ['sign', sign, x => Math.sign(x), apart],
    ['square', square, x => x ** 2, apart],
    ['relu', relu, x => (x + Math.abs(x)) / 2, apart],
    ['positive', positive, x => Number(x > 0), apart],
    ['leakyRelu', x => leakyRelu(x, 0.3), x => 0.65 * x + 0.35 * Math.abs(x), apart],
  ];

const shapes = fc.array(sizes(4), { maxLength: 4 });

describe.each(unary)('%s', (_name, build, formula, sample) => {
  it('has the value of its formula, the shape of its input, and gradients to third order', async () => {
    await forAll([shapes, seeds], async (shape, seed) => {
      const x = sample(shape, seed);
      const y = await evaluateOne(build, [x]);
      expect(y.shape).toEqual(shape);
      expectClose(y.data, x.data.map(formula));
      await checkGradients(build, [x], { order: 3, seed });
    });
  });
});

const binary: [string, (a: Value, b: Value) => Value, (a: number, b: number) => number][] = [
  ['add', add, (a, b) => a + b],
  ['subtract', subtract, (a, b) => a - b],
  ['multiply', multiply, (a, b) => a * b],
  ['divide', divide, (a, b) => a * b ** -1],
  ['maximum', maximum, (a, b) => (a + b + Math.abs(a - b)) / 2],
];

/** Two shapes that broadcast: axes of `full` dropped at the left or set to 1. */
const broadcastPairs = fc
  .record({
    full: fc.array(sizes(3), { maxLength: 4 }),
    cuts: fc.tuple(fc.nat(4), fc.nat(4)),
    ones: fc.tuple(fc.array(fc.boolean(), { maxLength: 4 }), fc.array(fc.boolean(), { maxLength: 4 })),
  })
  .map(({ full, cuts, ones }) => {
    const reduce = (cut: number, one: boolean[]) =>
      full.slice(cut).map((size, axis) => (one[axis] ? 1 : size));
    return [reduce(cuts[0], ones[0]), reduce(cuts[1], ones[1])] as [Shape, Shape];
  });

/** NumPy's rule, by coordinates. */
function broadcastValues(a: Tensor, b: Tensor, formula: (a: number, b: number) => number) {
  const rank = Math.max(a.shape.length, b.shape.length);
  const padded = (shape: Shape) => [...Array<number>(rank - shape.length).fill(1), ...shape];
  const [left, right] = [padded(a.shape), padded(b.shape)];
  const shape = left.map((size, axis) => Math.max(size, right[axis]!));
  const pick = (tensor: Tensor, sizes: number[], at: number[]) =>
    tensor.data[sizes.reduce((index, size, axis) => index * size + (size === 1 ? 0 : at[axis]!), 0)]!;
  const data: number[] = [];
  const visit = (at: number[]) => {
    if (at.length === rank) data.push(formula(pick(a, left, at), pick(b, right, at)));
    else for (let i = 0; i < shape[at.length]!; i++) visit([...at, i]);
  };
  visit([]);
  return { shape, data };
}

describe.each(binary)('%s', (_name, build, formula) => {
  it('broadcasts as NumPy, with gradients to second order', async () => {
    await forAll(
      [broadcastPairs, seeds],
      async ([shapeA, shapeB], seed) => {
        const a = apart(shapeA, seed);
        const b = positiveNumbers(shapeB, seed + 1);
        const y = await evaluateOne(build, [a, b]);
        const expected = broadcastValues(a, b, formula);
        expect(y.shape).toEqual(expected.shape);
        expectClose(y.data, expected.data);
        const tie = build === maximum && a.data.some(x => b.data.some(z => Math.abs(x - z) < 0.01));
        if (!tie) await checkGradients(build, [a, b], { seed });
      },
      40,
    );
  });
});

describe('maximum', () => {
  it('sends the gradient of a tie to its second operand, as relu does at 0', async () => {
    const x = tensor([3], [-1, 0, 1]);
    const zero = (value: Value) => maximum(value, value.graph.scalar(0));
    expect((await evaluateOne(zero, [x])).data).toEqual([0, 0, 1]);
    expect((await gradientOf(zero, x)).data).toEqual([0, 0, 1]);
    expect((await gradientOf(relu, x)).data).toEqual([0, 0, 1]);
  });
});

describe('subgradients at a kink', () => {
  it('is 0 for absolute and the slope for leakyRelu', async () => {
    const x = tensor([3], [-2, 0, 2]);
    expect((await gradientOf(absolute, x)).data).toEqual([-1, 0, 1]);
    expect((await gradientOf(value => leakyRelu(value, 0.2), x)).data).toEqual([0.2, 0.2, 1]);
  });
});

describe('broadcastTo', () => {
  it('repeats, and sums its gradient', async () => {
    await forAll([broadcastPairs, seeds], async ([shape, other], seed) => {
      const x = apart(shape, seed);
      const expected = broadcastValues(x, { shape: other, data: Array(sizeOf(other)).fill(0) }, a => a);
      const y = await evaluateOne(value => broadcastTo(value, expected.shape), [x]);
      expect(y).toEqual(expected);
      await checkGradients(value => broadcastTo(value, expected.shape), [x], { seed });
    });
  });
});

describe('exponentialAverage', () => {
  it('moves a share of the way', async () => {
    const y = await evaluateOne(
      (average, x) => exponentialAverage(average, x, 0.25),
      [tensor([2], [1, 4]), tensor([2], [5, 0])],
    );
    expect(y.data).toEqual([2, 3]);
  });
});

async function gradientOf(build: (x: Value) => Value, x: Tensor) {
  return evaluateOne(value => gradients(sum(build(value)), [value]), [x]);
}

describe('an elementwise operation that does not fit', () => {
  it('names itself, its shapes and the line that built it', () => {
    const graph = new Graph();
    const a = graph.input('a', [2, 3]);
    const b = graph.input('b', [4]);
    expect(() => add(a, b)).toThrow(
      /^add\(f32\[2, 3\], f32\[4\]\): the shapes do not broadcast \(built at elementwise\.test\.ts:\d+:\d+\)$/,
    );
    expect(() => relu(graph.input('bytes', [2], 'u8'))).toThrow(/^relu\(u8\[2\]\): needs float/);
    expect(() => broadcastTo(a, [2])).toThrow(/^broadcastTo\(f32\[2, 3\]\): cannot be stretched to \[2\]/);
    expect(() => add(a, new Graph().input('c', [2, 3]))).toThrow(/another graph/);
  });
});
