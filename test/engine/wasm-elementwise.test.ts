import * as fc from 'fast-check';
import { afterAll, describe, it } from 'vitest';
import {
  absolute,
  add,
  broadcastTo,
  concat,
  divide,
  exp,
  fill,
  flip,
  leakyRelu,
  log,
  maximum,
  multiply,
  negate,
  pad,
  relu,
  reshape,
  type Shape,
  sigmoid,
  sign,
  sizeOf,
  slice,
  sqrt,
  square,
  subtract,
  sum,
  tanh,
  toFloat,
  transpose,
  type Value,
} from '../../src/engine/index.ts';
import { positive } from '../../src/engine/ops/positive.ts';
import { forAll, seeds } from './operation-check.ts';
import { Backends, Case } from './wasm-check.ts';

const backends = new Backends();
afterAll(() => backends.close());

/** Holds what `build` makes of random inputs against the reference. */
const agrees = (build: (test: Case) => Value | readonly Value[], tolerance = 3e-7, runs = 12) =>
  forAll(
    [seeds],
    async seed => {
      const test = new Case(seed);
      await backends.compare(test.graph, [build(test)].flat(), test.data, tolerance);
    },
    runs,
  );

/** A shape of up to `most` axes, the first the batch, and whether it is. */
function randomShape({ draw }: Case, most = 4): { shape: number[]; batched: boolean } {
  const batched = draw.pick([true, false]);
  const rank = draw.integer(1, most);
  const shape = [draw.batch(), ...Array.from({ length: rank - 1 }, () => draw.size())];
  // Long axes where there are few of them.
  return { shape: sizeOf(shape) < 20_000 ? shape : shape.map(size => Math.min(size, 5)), batched };
}

const anywhere = (test: Case, element?: () => number): Value => {
  const { shape, batched } = randomShape(test);
  return test.tensor(shape, batched, element);
};

describe('plain kernels of one operand agree with the reference', () => {
  const anyNumber: [string, (x: Value) => Value][] = [
    ['absolute', absolute],
    ['exp', exp],
    ['leakyRelu', x => leakyRelu(x, 0.3)],
    ['negate', negate],
    ['positive', positive],
    ['relu', relu],
    ['sigmoid', sigmoid],
    ['sign', sign],
    ['square', square],
    ['tanh', tanh],
  ];
  it.each(anyNumber)('%s', (_name, operation) => agrees(test => operation(anywhere(test))));

  it.each([
    ['log', log],
    ['sqrt', sqrt],
  ] as [string, (x: Value) => Value][])('%s', (_name, operation) =>
    agrees(test => operation(anywhere(test, () => Math.exp(5 * test.draw.normal())))),
  );

  it('toFloat', () =>
    agrees(test => {
      const { shape, batched } = randomShape(test);
      return toFloat(test.bytes(shape, batched), 1 / 255);
    }));

  it('large values, in several tasks', async () => {
    const test = new Case(1);
    const x = test.tensor([70_001]);
    await backends.compare(test.graph, [relu(x), tanh(x), add(x, x)], test.data, 3e-7);
  });
});

describe('plain kernels of two operands', () => {
  const operations: [string, (a: Value, b: Value) => Value][] = [
    ['add', add],
    ['divide', divide],
    ['maximum', maximum],
    ['multiply', multiply],
    ['subtract', subtract],
  ];

  /** A shape that broadcasts with `shape`: axes dropped from the left or of size 1. */
  function stretchable({ draw }: Case, shape: Shape): number[] {
    const kept = shape.slice(draw.integer(0, shape.length));
    return kept.map(size => (draw.pick([true, false]) ? size : 1));
  }

  it.each(operations)('%s, same shape', (_name, operation) =>
    agrees(test => {
      const { shape, batched } = randomShape(test);
      return operation(test.tensor(shape, batched), test.positive(shape, test.draw.pick([true, false])));
    }),
  );

  it.each(operations)('%s, broadcast', (_name, operation) =>
    agrees(
      test => {
        const { shape, batched } = randomShape(test, 5);
        const other = stretchable(test, shape);
        const a = test.tensor(shape, batched);
        const b = test.positive(other);
        return [operation(a, b), operation(b, add(square(a), test.graph.scalar(0.5)))];
      },
      1e-6,
      20,
    ),
  );

  it('both operands stretched', () =>
    agrees(test => {
      const [n, m, k] = [test.draw.batch(), test.draw.size(), test.draw.size()];
      return add(test.tensor([n, 1, k], true), test.tensor([m, 1]));
    }));

  it('large operands, in several tasks', async () => {
    const test = new Case(2);
    const a = test.tensor([301, 7, 33]);
    const outputs = [add(a, test.tensor([33])), multiply(a, test.tensor([301, 1, 33]))];
    await backends.compare(test.graph, outputs, test.data, 3e-7);
  });
});

describe('sums', () => {
  it('over any axes', () =>
    agrees(
      test => {
        const { shape, batched } = randomShape(test);
        const axes = shape.map((_, axis) => axis).filter(() => test.draw.pick([true, false]));
        return sum(test.tensor(shape, batched), axes, { keepDims: test.draw.pick([true, false]) });
      },
      1e-6,
      60,
    ));

  it('of large tensors, in several tasks', async () => {
    const test = new Case(3);
    const [tall, wide] = [test.tensor([40_001, 3]), test.tensor([3, 40_001])];
    const batched = test.tensor([33, 90, 19], true);
    const outputs = [
      ...[sum(tall), sum(tall, [0]), sum(tall, [1]), sum(wide, [0]), sum(wide, [1])],
      ...[sum(batched, [0, 1]), sum(batched, [0, 2]), sum(batched, [1]), sum(batched)],
    ];
    await backends.compare(test.graph, outputs, test.data, 1e-6);
  });
});

describe('kernels that move elements', () => {
  it('transpose', () =>
    agrees(test => {
      const { shape, batched } = randomShape(test);
      const order = shape.map((_, axis) => axis);
      for (let axis = order.length - 1; axis > 0; axis--) {
        const other = test.draw.integer(0, axis);
        [order[axis], order[other]] = [order[other]!, order[axis]!];
      }
      return transpose(test.tensor(shape, batched), order);
    }, 0));

  it('broadcastTo', () =>
    agrees(test => {
      const { shape, batched } = randomShape(test);
      const small = shape.map((size, axis) => (axis > 0 && test.draw.pick([true, false]) ? 1 : size));
      return broadcastTo(test.tensor(small, batched), [test.draw.size(), ...shape].slice(batched ? 1 : 0));
    }, 0));

  it('reshape, which shares memory where it can', () =>
    agrees(test => {
      const [n, a, b] = [test.draw.batch(), test.draw.size(), test.draw.size()];
      const x = test.tensor([n, a, b], test.draw.pick([true, false]));
      const y = reshape(relu(x), [n, a * b]);
      return [y, add(y, test.graph.scalar(1)), reshape(y, [n * a * b]), sum(reshape(y, [n * a, b]), [0])];
    }));

  it('slice and pad', () =>
    agrees(test => {
      const { shape, batched } = randomShape(test);
      const { draw } = test;
      const begin = shape.map((size, axis) => (axis === 0 && batched ? 0 : draw.integer(0, size - 1)));
      const size = shape.map((full, axis) =>
        axis === 0 && batched ? full : draw.integer(1, full - begin[axis]!),
      );
      const x = test.tensor(shape, batched);
      const some = () => shape.map(() => draw.integer(0, 2));
      return [
        slice(x, begin, size),
        pad(x, some(), some()),
        pad(x, [0, ...some().slice(1)], [0, ...some().slice(1)]),
      ];
    }, 0));

  it('flip', () =>
    agrees(test => {
      const { shape, batched } = randomShape(test);
      const x = test.tensor(shape, batched);
      return [flip(x, test.draw.integer(batched && shape.length > 1 ? 1 : 0, shape.length - 1))];
    }, 0));

  it('concat', () =>
    agrees(test => {
      const { shape, batched } = randomShape(test);
      const axis = test.draw.integer(batched && shape.length > 1 ? 1 : 0, shape.length - 1);
      const parts = Array.from({ length: test.draw.integer(1, 3) }, () =>
        test.tensor(
          shape.map((size, i) => (i === axis ? test.draw.size() : size)),
          batched && axis > 0,
        ),
      );
      return concat(parts, axis);
    }, 0));

  it('fill, too large to be folded into a constant', async () => {
    const test = new Case(4);
    await backends.compare(test.graph, [fill(test.graph, [301, 303], 0.1)], test.data, 1e-7);
  });
});

describe('a chain of operations', () => {
  it('on shards and on whole tensors, by turns', () =>
    forAll(
      [seeds, fc.integer({ min: 3, max: 12 })],
      async (seed, length) => {
        const test = new Case(seed);
        const [n, c] = [test.draw.batch(), test.draw.size()];
        const last = test.tensor([c]);
        const values: Value[] = [test.tensor([n, c], true), test.tensor([n, c])];
        for (let step = 0; step < length; step++) {
          const [a, b] = [test.draw.pick(values), test.draw.pick(values)];
          values.push(
            test.draw.pick([
              () => add(a, b),
              () => multiply(tanh(a), b),
              () => add(a, sum(add(b, last), [0])),
              () => multiply(a, sum(tanh(b), [1], { keepDims: true })),
              () => transpose(transpose(add(a, values[0]!), [1, 0]), [1, 0]),
              () => reshape(reshape(add(a, values[1]!), [c * n]), [n, c]),
            ])(),
          );
        }
        await backends.compare(test.graph, values.slice(2), test.data, 3e-6, 10);
      },
      30,
    ));
});
