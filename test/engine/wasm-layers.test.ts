import { afterAll, describe, expect, it } from 'vitest';
import {
  adam,
  add,
  batchNorm,
  dropout,
  embedding,
  gradients,
  inTopK,
  logSoftmax,
  matmul,
  multiply,
  sgd,
  sigmoidCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  square,
  sum,
  type Value,
} from '../../src/engine/index.ts';
import { operations } from '../../src/engine/ops/registry.ts';
import { lowerings } from '../../src/engine/wasm/lower/index.ts';
import { forAll, seeds } from './operation-check.ts';
import { Backends, Case } from './wasm-check.ts';

const backends = new Backends();
afterAll(() => backends.close());

const agrees = (build: (test: Case) => readonly Value[], tolerance: number, runs = 15) =>
  forAll(
    [seeds],
    async seed => {
      const test = new Case(seed);
      await backends.compare(test.graph, build(test), test.data, tolerance);
    },
    runs,
  );

it('there is a lowering of every operation', () => {
  expect(operations.map(({ name }) => name).filter(name => !lowerings[name])).toEqual([]);
});

describe('matmul', () => {
  it('of any sizes, either operand transposed', () =>
    agrees(
      test => {
        const { draw } = test;
        const [m, n, k] = [draw.batch(), draw.integer(1, 40), draw.integer(1, 40)];
        const batched = draw.pick([true, false]);
        const plain = [test.tensor([m, k], batched), test.tensor([k, n])] as const;
        const turned = [test.tensor([k, m]), test.tensor([n, k])] as const;
        return [true, false].flatMap(transposeA =>
          [true, false].map(transposeB =>
            matmul(transposeA ? turned[0] : plain[0], transposeB ? turned[1] : plain[1], {
              transposeA,
              transposeB,
            }),
          ),
        );
      },
      1e-6,
      25,
    ));

  it.each([
    [301, 70, 530],
    [70, 301, 530],
    [3, 700, 33],
  ])('%i × %i over %i, in several tasks and blocks', async (m, n, k) => {
    const test = new Case(1);
    const outputs = [
      matmul(test.tensor([m, k]), test.tensor([k, n])),
      matmul(test.tensor([k, m]), test.tensor([n, k]), { transposeA: true, transposeB: true }),
    ];
    await backends.compare(test.graph, outputs, test.data, 2e-6);
  });

  it('sums over the batch', () =>
    agrees(test => {
      const n = test.draw.batch();
      const [x, g] = [test.tensor([n, test.draw.size()], true), test.tensor([n, test.draw.size()], true)];
      return [matmul(x, g, { transposeA: true }), matmul(x, x, { transposeB: true })];
    }, 1e-6));
});

describe('losses and what counts hits', () => {
  it('softmax, its logarithm, the cross entropy and its gradient', () =>
    agrees(test => {
      const { draw } = test;
      const batched = draw.pick([true, false]);
      const [n, classes] = [draw.batch(), draw.integer(2, 19)];
      const logits = test.tensor([n, classes], batched, () => 5 * draw.normal());
      const labels = test.integers([n], classes, batched);
      const loss = softmaxCrossEntropy(logits, labels, { labelSmoothing: draw.pick([0, 0.1]) });
      const weighted = sum(multiply(loss, test.tensor([n], batched)));
      return [
        softmax(logits),
        logSoftmax(logits),
        softmax(test.tensor([draw.batch(), 2, 3, classes])),
        loss,
        ...gradients(weighted, [logits]),
      ];
    }, 2e-6));

  it('sigmoid cross entropy, small losses too', () =>
    agrees(test => {
      const shape = [test.draw.batch(), test.draw.size()];
      const logits = test.tensor(shape, true, () => 10 * test.draw.normal());
      const targets = test.tensor(shape, true, () => test.draw.integer(0, 1));
      const certain = test.tensor(shape, true, () => -8 - Math.abs(test.draw.normal()));
      return [
        sigmoidCrossEntropy(logits, targets),
        sigmoidCrossEntropy(certain, multiply(targets, test.graph.scalar(0))),
      ];
    }, 1e-6));

  it('inTopK, with ties', () =>
    agrees(test => {
      const { draw } = test;
      const [n, classes] = [draw.batch(), draw.integer(1, 9)];
      const batched = draw.pick([true, false]);
      const logits = test.tensor([n, classes], batched, () => draw.integer(0, 3));
      const labels = test.integers([n], classes, batched);
      return [inTopK(logits, labels, 1), inTopK(logits, labels, 3)];
    }, 0));
});

describe('layers', () => {
  it('batch norm and its gradients, far from zero too', () =>
    agrees(
      test => {
        const { draw } = test;
        const batched = draw.pick([true, false]);
        const shape = [draw.pick([3, 5, 17, 33]), ...draw.pick([[], [3, 5]]), draw.size()];
        const channels = shape.at(-1)!;
        const offset = draw.pick([0, 30]);
        const x = test.tensor(shape, batched, () => offset + draw.normal());
        const [gamma, beta] = [test.tensor([channels]), test.tensor([channels])];
        const { y, mean, variance } = batchNorm(x, gamma, beta, { epsilon: 1e-3 });
        const g = test.tensor(shape, batched);
        return [y, mean, variance, ...gradients(sum(multiply(y, g)), [x, gamma, beta])];
      },
      2e-5,
      20,
    ));

  it('embedding and its gradient', () =>
    agrees(test => {
      const { draw } = test;
      const [n, rows] = [draw.batch(), draw.integer(1, 6)];
      const table = test.tensor([rows, draw.integer(1, 40)]);
      const y = embedding(table, test.integers([n], rows, draw.pick([true, false])));
      return [y, ...gradients(sum(square(y)), [table])];
    }, 1e-6));

  it('dropout draws the mask of the reference', () =>
    agrees(test => {
      const { draw } = test;
      const x = test.tensor([draw.batch(), draw.integer(1, 40), draw.size()], draw.pick([true, false]));
      const random = test.integers([4], 2 ** 31 - 1);
      return [dropout(x, random, { rate: 0.3, layer: 0 }), dropout(x, random, { rate: 0.5, layer: 3 })];
    }, 2e-7));
});

describe('optimizers', () => {
  const scalars = (test: Case) => {
    let at = 0;
    return test.tensor([5], false, () => [1e-3, 1 / (1 - 0.9 ** 3), 1 / (1 - 0.999 ** 3), 1e-4, 0][at++]!);
  };

  it('adam', () =>
    agrees(test => {
      const shape = [test.draw.integer(1, 300), test.draw.size()];
      const [w, g, m] = [test.tensor(shape), test.tensor(shape), test.tensor(shape)];
      const v = test.tensor(shape, false, () => test.draw.normal() ** 2);
      const next = adam(w, g, m, v, scalars(test), { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
      return [next.w, next.m, next.v];
    }, 3e-7));

  it('sgd', () =>
    agrees(test => {
      const shape = [test.draw.integer(1, 300), test.draw.size()];
      const [w, g, u] = [test.tensor(shape), test.tensor(shape), test.tensor(shape)];
      const given = scalars(test);
      return [true, false].flatMap(nesterov => {
        const next = sgd(w, g, u, given, { momentum: 0.9, nesterov });
        return [next.w, next.velocity];
      });
    }, 3e-7));

  const numbers = (test: Case, count: number) => Array.from({ length: count }, () => test.draw.normal());

  it('writes over parameters, whose old values others still read', async () => {
    const test = new Case(9);
    const { graph } = test;
    const [w, u] = [graph.parameter('w', [37]), graph.parameter('u', [37])];
    for (const name of ['w', 'u']) test.data.set(name, numbers(test, 37));
    const before = square(w);
    const next = sgd(w, gradients(sum(before), [w])[0]!, u, scalars(test), { momentum: 0.9 });
    graph.assign(w, next.w);
    graph.assign(u, next.velocity);
    const change = add(next.w, multiply(w, graph.scalar(-1)));
    await backends.compare(graph, [before, change, next.w, w, u], test.data, 1e-6, 1);
  });

  it('parameters change places, and keep what they were before a step', async () => {
    const test = new Case(10);
    const { graph } = test;
    const names = ['w', 'u', 'previous', 'left', 'right'];
    const [w, u, previous, left, right] = names.map(name => graph.parameter(name, [5]));
    for (const name of names) test.data.set(name, numbers(test, 5));
    const next = sgd(w!, square(w!), u!, scalars(test), { momentum: 0.9 });
    graph.assign(previous!, w!);
    graph.assign(w!, next.w);
    graph.assign(u!, next.velocity);
    graph.assign(left!, right!);
    graph.assign(right!, left!);
    await backends.compare(graph, [w!, u!, previous!, left!, right!], test.data, 1e-6);
  });
});
