// Operations that move elements: reshape, transpose, sum, concat, slice, pad, embedding; and matmul.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concat,
  embedding,
  fill,
  flip,
  Graph,
  matmul,
  mean,
  pad,
  reshape,
  type Shape,
  sizeOf,
  slice,
  sum,
  transpose,
} from '../../src/engine/index.ts';
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

const shapes = fc.array(sizes(4), { minLength: 1, maxLength: 4 });

/** All coordinates of a shape, in row-major order. */
function coordinates(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap(at => Array.from({ length: size }, (_, i) => [...at, i])),
    [[]],
  );
}

/** The element of `x` at coordinates. */
const at = (x: { shape: Shape; data: readonly number[] }, place: readonly number[]) =>
  x.data[place.reduce((index, i, axis) => index * x.shape[axis]! + i, 0)]!;

describe('fill', () => {
  it('is a tensor of one value', async () => {
    expect(await evaluateOne(x => fill(x.graph, [2, 2], 7), [normal([1], 0)])).toEqual({
      shape: [2, 2],
      data: [7, 7, 7, 7],
    });
  });
});

describe('reshape', () => {
  it('keeps the order of the elements', async () => {
    await forAll([shapes, seeds], async (shape, seed) => {
      const x = normal(shape, seed);
      const flat = [...shape].reverse();
      expect(await evaluateOne(value => reshape(value, flat), [x])).toEqual({ shape: flat, data: x.data });
      await checkGradients(value => reshape(value, flat), [x], { seed });
    });
  });

  it('refuses another number of elements', () => {
    const x = new Graph().input('x', [2, 3]);
    expect(() => reshape(x, [5])).toThrow(/^reshape\(f32\[2, 3\]\): \[5\] has another number/);
  });
});

describe('flip', () => {
  it('reverses one axis', async () => {
    const flipped = shapes
      .filter(shape => shape.length > 0)
      .chain(shape => fc.tuple(fc.constant(shape), fc.integer({ min: 0, max: shape.length - 1 })));
    await forAll([flipped, seeds], async ([shape, axis], seed) => {
      const x = normal(shape, seed);
      const y = await evaluateOne(value => flip(value, axis), [x]);
      for (const place of coordinates(y.shape))
        expect(at(y, place)).toBe(at(x, place.with(axis, shape[axis]! - 1 - place[axis]!)));
      await checkGradients(value => flip(value, axis), [x], { seed });
    });
  });

  it('refuses an axis that is not there', () => {
    const x = new Graph().input('x', [2, 3]);
    expect(() => flip(x, 2)).toThrow(/^flip\(f32\[2, 3\]\): there is no axis 2 among its 2/);
  });
});

describe('transpose', () => {
  it('puts axis permutation[i] at i', async () => {
    const permuted = shapes.chain(shape =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray(
          shape.map((_, axis) => axis),
          { minLength: shape.length, maxLength: shape.length },
        ),
      ),
    );
    await forAll([permuted, seeds], async ([shape, permutation], seed) => {
      const x = normal(shape, seed);
      const y = await evaluateOne(value => transpose(value, permutation), [x]);
      expect(y.shape).toEqual(permutation.map(axis => shape[axis]));
      for (const place of coordinates(y.shape)) {
        const source: number[] = [];
        permutation.forEach((axis, i) => {
          source[axis] = place[i]!;
        });
        expect(at(y, place)).toBe(at(x, source));
      }
      await checkGradients(value => transpose(value, permutation), [x], { seed });
    });
  });

  it('refuses what is not an order of the axes', () => {
    const x = new Graph().input('x', [2, 3]);
    expect(() => transpose(x, [0, 0])).toThrow(/^transpose\(f32\[2, 3\]\): \[0, 0\] is not an order/);
  });
});

describe('sum and mean', () => {
  const reduced = shapes.chain(shape =>
    fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis)), fc.boolean()),
  );

  it('reduce the named axes', async () => {
    await forAll([reduced, seeds], async ([shape, axes, keepDims], seed) => {
      const x = normal(shape, seed);
      const [total, average] = await evaluate(
        value => [sum(value, axes, { keepDims }), mean(value, axes, { keepDims })],
        [x],
      );
      const keeps = (axis: number) => !axes.includes(axis);
      const expected = new Map<string, number[]>();
      for (const place of coordinates(shape)) {
        const key = place.filter((_, axis) => keeps(axis)).join();
        expected.set(key, [...(expected.get(key) ?? []), at(x, place)]);
      }
      const sums = [...expected.values()].map(terms => terms.reduce((a, b) => a + b));
      const ones = shape.map((size, axis) => (keeps(axis) ? size : 1));
      expect(total!.shape).toEqual(keepDims ? ones : shape.filter((_, axis) => keeps(axis)));
      expectClose(total!.data, sums);
      const terms = sizeOf(shape) / sums.length;
      expectClose(
        average!.data,
        sums.map(value => value / terms),
      );
      await checkGradients(value => mean(value, axes, { keepDims }), [x], { seed });
    });
  });

  it('take all axes by default and negative ones from the end', async () => {
    const x = tensor([2, 2], [1, 2, 3, 4]);
    expect(await evaluateOne(value => sum(value), [x])).toEqual({ shape: [], data: [10] });
    expect(await evaluateOne(value => sum(value, [-1]), [x])).toEqual({ shape: [2], data: [3, 7] });
  });

  it('refuse axes that are not there or twice there', () => {
    const x = new Graph().input('x', [2, 3]);
    expect(() => sum(x, [2])).toThrow(/^sum\(f32\[2, 3\]\): there is no axis 2/);
    expect(() => sum(x, [0, -2])).toThrow(/^sum\(f32\[2, 3\]\): an axis is named twice/);
  });
});

describe('matmul', () => {
  it('multiplies matrices, either transposed', async () => {
    await forAll(
      [sizes(), sizes(), sizes(), fc.boolean(), fc.boolean(), seeds],
      async (rows, inner, columns, transposeA, transposeB, seed) => {
        const a = normal(transposeA ? [inner, rows] : [rows, inner], seed);
        const b = normal(transposeB ? [columns, inner] : [inner, columns], seed + 1);
        const y = await evaluateOne((left, right) => matmul(left, right, { transposeA, transposeB }), [a, b]);
        const expected = coordinates([rows, columns]).map(([i, j]) =>
          Array.from({ length: inner }, (_, k) => k).reduce((total, k) => {
            const left = at(a, transposeA ? [k, i!] : [i!, k]);
            return total + left * at(b, transposeB ? [j!, k] : [k, j!]);
          }, 0),
        );
        expect(y.shape).toEqual([rows, columns]);
        expectClose(y.data, expected);
        await checkGradients((left, right) => matmul(left, right, { transposeA, transposeB }), [a, b], {
          seed,
        });
      },
    );
  });

  it('refuses what does not fit', () => {
    const graph = new Graph();
    const a = graph.input('a', [2, 3]);
    expect(() => matmul(a, a)).toThrow(
      /^matmul\(f32\[2, 3\], f32\[2, 3\]\): the inner sizes 3 and 2 differ \(built at layout/,
    );
    expect(() => matmul(a, graph.input('b', [3]))).toThrow(/needs two matrices/);
  });
});

/** A whole tensor cut in parts along an axis. */
const parts = fc
  .record({ shape: shapes, axis: fc.nat(3), lengths: fc.array(sizes(3), { minLength: 1, maxLength: 3 }) })
  .map(({ shape, axis, lengths }) => ({ shape, axis: axis % shape.length, lengths }));

describe('concat, slice and pad', () => {
  it('undo each other', async () => {
    await forAll([parts, seeds], async ({ shape, axis, lengths }, seed) => {
      const withSize = (size: number) => shape.map((other, i) => (i === axis ? size : other));
      const pieces = lengths.map((length, index) => normal(withSize(length), seed + index));
      const starts = lengths.map((_, index) => lengths.slice(0, index).reduce((a, b) => a + b, 0));
      const total = lengths.reduce((a, b) => a + b);
      const begin = (index: number) => shape.map((_, i) => (i === axis ? starts[index]! : 0));

      const whole = await evaluateOne((...values) => concat(values, axis), pieces);
      expect(whole.shape).toEqual(withSize(total));
      for (const [index, piece] of pieces.entries()) {
        const block = await evaluateOne(value => slice(value, begin(index), piece.shape), [whole]);
        expect(block).toEqual({ shape: piece.shape, data: piece.data });
        const after = shape.map((_, i) => (i === axis ? total - starts[index]! - lengths[index]! : 0));
        const padded = await evaluateOne(value => pad(value, begin(index), after), [piece]);
        expect(padded.shape).toEqual(whole.shape);
        for (const place of coordinates(padded.shape)) {
          const isInside = place[axis]! >= starts[index]! && place[axis]! < starts[index]! + lengths[index]!;
          expect(at(padded, place)).toBe(isInside ? at(whole, place) : 0);
        }
      }
      await checkGradients((...values) => concat(values, axis), pieces, { seed });
    });
  });

  it('have gradients for blocks and margins along all axes', async () => {
    const block = fc.tuple(fc.nat(2), sizes(3), fc.nat(2));
    await forAll([fc.array(block, { minLength: 1, maxLength: 3 }), seeds], async (axes, seed) => {
      const before = axes.map(([count]) => count);
      const size = axes.map(([, count]) => count);
      const after = axes.map(([, , count]) => count);
      const full = axes.map(counts => counts.reduce((a, b) => a + b));
      const inner = normal(size, seed);
      const padded = await evaluateOne(value => pad(value, before, after), [inner]);
      expect(padded.shape).toEqual(full);
      expect((await evaluateOne(value => slice(value, before, size), [padded])).data).toEqual(inner.data);
      await checkGradients(value => pad(value, before, after), [inner], { seed });
      await checkGradients(value => slice(value, before, size), [normal(full, seed)], { seed });
    });
  });

  it('refuse what does not fit', () => {
    const graph = new Graph();
    const a = graph.input('a', [2, 3]);
    const b = graph.input('b', [3, 3]);
    expect(() => concat([a, b], 1)).toThrow(/^concat\(f32\[2, 3\], f32\[3, 3\]\): only axis 1 may differ/);
    expect(() => concat([a, b], 2)).toThrow(/there is no axis 2/);
    expect(() => concat([], 0)).toThrow(/there are no values/);
    expect(() => slice(a, [1, 0], [2, 3])).toThrow(
      /^slice\(f32\[2, 3\]\): a block \[2, 3\] at \[1, 0\] is not/,
    );
    expect(() => pad(a, [1], [1])).toThrow(/^pad\(f32\[2, 3\]\): \[1\] and \[1\] are not counts/);
  });
});

describe('embedding', () => {
  const labels = (data: readonly number[]): Tensor => ({ shape: [data.length], data, dtype: 'i32' });

  it('takes rows of its table, twice the same too', async () => {
    const cases = fc
      .tuple(sizes(4), sizes(4))
      .chain(([rows, width]) =>
        fc.tuple(fc.constant([rows, width]), fc.array(fc.nat(rows - 1), { minLength: 1, maxLength: 6 })),
      );
    await forAll([cases, seeds], async ([shape, indices], seed) => {
      const table = normal(shape, seed);
      const y = await evaluateOne(embedding, [table, labels(indices)]);
      expect(y.shape).toEqual([indices.length, shape[1]]);
      expect(y.data).toEqual(
        indices.flatMap(index => table.data.slice(index * shape[1]!, (index + 1) * shape[1]!)),
      );
      await checkGradients(embedding, [table, labels(indices)], { seed });
    });
  });

  it('tells an index out of range, and inputs of the wrong type', async () => {
    const table = normal([3, 2], 1);
    await expect(evaluateOne(embedding, [table, labels([3])])).rejects.toThrow(/index 3 is not one of 0…2/);
    await expect(evaluateOne(embedding, [table, normal([2], 1)])).rejects.toThrow(
      /needs elements of type f32, i32/,
    );
  });
});
