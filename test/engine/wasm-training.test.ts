import { afterAll, describe, expect, it } from 'vitest';
import {
  adam,
  add,
  type Backend,
  conv2d,
  type Graph,
  maxPool2d,
  type Program,
  ReferenceBackend,
  relu,
  type Value,
} from '../../src/engine/index.ts';
import { createNodeBackend } from '../../src/engine/node/index.ts';
import { forAll, seeds } from './operation-check.ts';
import { type GraphData, randomData, runGraph } from './run-graph.ts';
import { type NetworkSizes, trainingGraph } from './training-graph.ts';
import { Case, Draw } from './wasm-check.ts';

const reference = new ReferenceBackend();
const fused = createNodeBackend({ threads: 2 });
const plain = [1, 2, 3].map(threads => createNodeBackend({ threads, fuse: false }));
afterAll(async () => {
  for (const backend of [fused, ...plain]) await backend.close();
});

const STEPS = 3;

interface Training {
  readonly graph: Graph;
  readonly loss: Value;
  readonly data: GraphData;
}

/** A network's training step: forward, gradients, Adam. Its epsilon is large, so that small gradients stay small steps. */
function training(sizes: NetworkSizes, norm: 'none' | 'batch', seed: number): Training {
  const { graph, outputs } = trainingGraph(sizes, norm);
  const [loss, ...rest] = outputs as [Value, ...Value[]];
  const weights = [...graph.parameters];
  const scalars = graph.input('scalars', [5]);
  weights.forEach((w, index) => {
    const [m, v] = [graph.parameter(`${w.name}/m`, w.shape), graph.parameter(`${w.name}/v`, w.shape)];
    const next = adam(w, rest[index]!, m, v, scalars, { beta1: 0.9, beta2: 0.999, epsilon: 0.1 });
    graph.assign(w, next.w);
    graph.assign(m, next.m);
    graph.assign(v, next.v);
  });
  const data = new Map(randomData(graph, seed, sizes.classes));
  for (const name of data.keys()) {
    if (/[/](m|v)$/.test(name))
      data.set(
        name,
        data.get(name)!.map(() => 0),
      );
    else if (/kernel$/.test(name))
      data.set(
        name,
        data.get(name)!.map(value => Math.fround(value / 5)),
      );
  }
  return { graph, loss, data };
}

/** Losses of a few steps, and all parameters after them. */
async function train(backend: Backend, { graph, loss, data }: Training): Promise<number[][]> {
  const values = [...graph.inputs, ...graph.parameters, loss];
  const buffers = new Map(values.map(value => [value, backend.buffer(value.shape, value.dtype)]));
  const scalars = graph.inputs.find(({ name }) => name === 'scalars')!;
  for (const value of values)
    if (value !== loss) backend.write(buffers.get(value)!, Float64Array.from(data.get(value.name!)!));
  const program: Program = backend.compile(graph, [loss], buffers);
  const losses: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const numbers = [0.01, 1 / (1 - 0.9 ** step), 1 / (1 - 0.999 ** step), 1e-4, 0];
    backend.write(buffers.get(scalars)!, Float64Array.from(numbers));
    await program.run();
    losses.push(...(await backend.read(buffers.get(loss)!)));
  }
  const results = [losses];
  for (const value of graph.parameters) results.push(Array.from(await backend.read(buffers.get(value)!)));
  program.dispose();
  for (const buffer of buffers.values()) backend.free(buffer);
  return results;
}

/** ‖a − b‖ / ‖b‖. */
function relativeDistance(a: readonly number[], b: readonly number[]): number {
  const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  return norm(a.map((value, index) => value - b[index]!)) / (norm(b) || 1);
}

describe('training steps of random small networks', () => {
  it.each(['none', 'batch'] as const)('agree with the reference, norm %s', norm =>
    forAll(
      [seeds],
      async seed => {
        const draw = new Draw(seed);
        const sizes: NetworkSizes = {
          batch: draw.pick([3, 5, 17, 33]),
          side: draw.integer(4, 14),
          filters: [draw.integer(1, 9), draw.integer(1, 9)],
          channels: draw.integer(1, 5),
          classes: draw.integer(2, 11),
        };
        const step = training(sizes, norm, seed);
        const expected = await train(reference, step);
        const runs: number[][][] = [];
        for (const backend of plain) runs.push(await train(backend, step));
        for (const run of [runs[0]!, await train(fused, step)])
          run.forEach((values, index) => {
            expect(relativeDistance(values, expected[index]!), `result ${index}`).toBeLessThan(1e-4);
          });
        expect(runs[1]).toEqual(runs[0]);
        expect(runs[2]).toEqual(runs[0]);
      },
      5,
    ),
  );
});

it('a block on images that are no batch is not cut in shards', async () => {
  const test = new Case(1);
  const x = test.tensor([5, 8, 8, 3]);
  const y = maxPool2d(relu(add(conv2d(x, test.tensor([3, 3, 3, 4])), test.tensor([4]))));
  const [[actual], [expected]] = [
    await runGraph(fused, test.graph, [y], test.data),
    await runGraph(reference, test.graph, [y], test.data),
  ];
  expect(relativeDistance(actual!, expected!)).toBeLessThan(1e-6);
});
