// Runs a graph on the wasm backend, with plain kernels on one, two and three threads, and holds it against the float64 reference.
import { expect } from 'vitest';
import {
  type Backend,
  Graph,
  RandomStream,
  ReferenceBackend,
  type Shape,
  sizeOf,
  type Value,
} from '../../src/engine/index.ts';
import { createNodeBackend } from '../../src/engine/node/index.ts';
import { type GraphData, runGraph } from './run-graph.ts';

/** Sizes and numbers of one random case. */
export class Draw {
  private readonly stream: RandomStream;

  constructor(seed: number) {
    this.stream = new RandomStream(seed, 'synthetic');
  }

  /** An integer from `least` to `most`. */
  integer(least: number, most: number): number {
    return least + this.stream.below(most - least + 1);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.stream.below(choices.length)]!;
  }

  /** A number of rows for the batch: one, odd ones, more than a shard. */
  batch(): number {
    return this.pick([1, 3, 5, 17, 33]);
  }

  /** Remainders of a vector's width, and more than a few vectors. */
  size(): number {
    return this.pick([1, 2, 3, 4, 5, 7, 8, 11, 16, 19]);
  }

  normal(): number {
    return Math.fround(this.stream.normal());
  }
}

/** A graph under test: its inputs come from `tensor` and `integers`, with their elements. */
export class Case {
  readonly graph = new Graph();
  readonly data = new Map<string, number[]>();
  readonly draw: Draw;

  constructor(seed: number) {
    this.draw = new Draw(seed);
  }

  tensor(shape: Shape, batched = false, element = () => this.draw.normal()): Value {
    return this.input(shape, 'f32', batched, () => Math.fround(element()));
  }

  positive(shape: Shape, batched = false): Value {
    return this.tensor(shape, batched, () => 0.5 + Math.abs(this.draw.normal()));
  }

  integers(shape: Shape, below: number, batched = false): Value {
    return this.input(shape, 'i32', batched, () => this.draw.integer(0, below - 1));
  }

  bytes(shape: Shape, batched = false): Value {
    return this.input(shape, 'u8', batched, () => this.draw.integer(0, 255));
  }

  private input(shape: Shape, dtype: 'f32' | 'i32' | 'u8', batched: boolean, element: () => number): Value {
    const name = `input${this.data.size}`;
    this.data.set(name, Array.from({ length: sizeOf(shape) }, element));
    return this.graph.input(name, shape, dtype, { batched });
  }
}

/** The backends of a test file. Close them when all its tests are done. */
export class Backends {
  private readonly reference = new ReferenceBackend();
  private readonly wasm: readonly Backend[] = [1, 2, 3].map(threads =>
    createNodeBackend({ threads, fuse: false }),
  );

  async close(): Promise<void> {
    for (const backend of this.wasm) await backend.close();
  }

  /**
   * Runs the graph everywhere. Each output must be within `tolerance` of the reference, relative to its largest element or,
   * where terms may cancel, `least`, and the same to the bit for any number of threads.
   */
  async compare(
    graph: Graph,
    outputs: readonly Value[],
    data: GraphData,
    tolerance: number,
    least = 1e-30,
  ): Promise<void> {
    const expected = await runGraph(this.reference, graph, outputs, data);
    const runs: number[][][] = [];
    for (const backend of this.wasm) runs.push(await runGraph(backend, graph, outputs, data));
    outputs.forEach((output, index) => {
      const name = output.node?.operation.name ?? output.kind;
      expectNear(runs[0]![index]!, expected[index]!, { tolerance, least }, `${name} [${output.shape}]`);
    });
    expect(runs[1], 'two threads').toEqual(runs[0]);
    expect(runs[2], 'three threads').toEqual(runs[0]);
  }
}

function expectNear(
  actual: readonly number[],
  expected: readonly number[],
  { tolerance, least }: { tolerance: number; least: number },
  name: string,
): void {
  expect(actual.length, name).toBe(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), least);
  actual.forEach((value, index) => {
    if (!(Math.abs(value - expected[index]!) <= tolerance * scale))
      expect.fail(`${name}: element ${index} is ${value}, not ${expected[index]}`);
  });
}
