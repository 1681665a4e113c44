// What every operation's test needs: run it in float64, and hold its gradients of any order against finite differences.
import * as fc from 'fast-check';
import { expect } from 'vitest';
import {
  add,
  type DataType,
  Graph,
  gradients,
  multiply,
  RandomStream,
  ReferenceBackend,
  type Shape,
  sizeOf,
  sum,
  type Value,
} from '../../src/engine/index.ts';

/** An input of a graph under test, with its elements. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: readonly number[];
  readonly dtype?: DataType;
}

/** Builds what is tested from its inputs. */
export type Build = (...inputs: Value[]) => Value | readonly Value[];

export interface Result {
  readonly shape: Shape;
  readonly data: number[];
}

/** A tensor from nested or flat numbers. */
export function tensor(shape: Shape, data: readonly number[], dtype: DataType = 'f32'): Tensor {
  expect(data.length).toBe(sizeOf(shape));
  return { shape, data, dtype };
}

/** Normal numbers. */
export function normal(shape: Shape, seed: number): Tensor {
  const stream = new RandomStream(seed, 'synthetic', shape.length);
  return { shape, data: Array.from({ length: sizeOf(shape) }, () => stream.normal()) };
}

/** Numbers at least 0.1 apart from each other and from 0, in random order: no maximum or sign changes under a small step. */
export function apart(shape: Shape, seed: number): Tensor {
  const size = sizeOf(shape);
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  new RandomStream(seed, 'synthetic', 99).shuffle(order);
  return { shape, data: Array.from(order, rank => 0.1 * (rank - Math.floor(size / 2)) + 0.05) };
}

/** Numbers in 0.5…2.5. */
export function positiveNumbers(shape: Shape, seed: number): Tensor {
  return {
    shape,
    data: apart(shape, seed).data.map(value => 0.5 + (2 * Math.abs(value)) / (1 + Math.abs(value))),
  };
}

/** Runs `build` on the reference backend. */
export async function evaluate(build: Build, inputs: readonly Tensor[]): Promise<Result[]> {
  const machine = prepare(build, inputs);
  return machine.run(inputs.map(input => input.data));
}

/** The one output of `build`. */
export async function evaluateOne(build: Build, inputs: readonly Tensor[]): Promise<Result> {
  const [result] = await evaluate(build, inputs);
  return result!;
}

/** A graph compiled once, to run on other numbers again and again. */
function prepare(build: Build, inputs: readonly Tensor[]) {
  const graph = new Graph();
  const values = inputs.map(({ shape, dtype }, index) => graph.input(`input${index}`, shape, dtype));
  const built = build(...values);
  const outputs = Array.isArray(built) ? (built as Value[]) : [built as Value];
  const backend = new ReferenceBackend();
  const buffers = new Map(
    [...values, ...outputs].map(value => [value, backend.buffer(value.shape, value.dtype)]),
  );
  const program = backend.compile(graph, outputs, buffers);
  return {
    async run(data: readonly (readonly number[])[]): Promise<Result[]> {
      values.forEach((value, index) => {
        backend.write(buffers.get(value)!, Float64Array.from(data[index]!));
      });
      await program.run();
      return Promise.all(
        outputs.map(async output => ({
          shape: output.shape,
          data: Array.from(await backend.read(buffers.get(output)!)),
        })),
      );
    },
  };
}

/**
 * Checks the gradients of `build` with respect to its float inputs (or those named by index) by central differences along random
 * directions; with `order` 2 also the gradients of those gradients, and so on. The outputs are weighted by further
 * random inputs, so that derivatives by the incoming gradient are checked too.
 */
export async function checkGradients(
  build: Build,
  inputs: readonly Tensor[],
  {
    order = 2,
    wrt = floatIndexes(inputs),
    seed = 1,
  }: { order?: number; wrt?: readonly number[]; seed?: number } = {},
): Promise<void> {
  const outputs = await evaluate(build, inputs);
  const weights = outputs.map(({ shape }, index) => normal(shape, seed + 31 * index));
  const extended = [...inputs, ...weights];
  const count = inputs.length;
  const weighted: Build = (...values) => {
    const built = build(...values.slice(0, count));
    const results = Array.isArray(built) ? (built as Value[]) : [built as Value];
    return results.map((result, index) => sum(multiply(result, values[count + index]!))).reduce(add);
  };
  const derivative: Build = (...values) =>
    gradients(
      weighted(...values) as Value,
      wrt.map(index => values[index]!),
    );
  await compareWithDifferences(weighted, derivative, extended, wrt, seed);
  if (order < 2) return;
  const further = [...wrt, ...weights.map((_, index) => count + index)];
  await checkGradients(derivative, extended, { order: order - 1, wrt: further, seed: seed + 1 });
}

const STEP = 1e-3;

async function compareWithDifferences(
  target: Build,
  derivative: Build,
  inputs: readonly Tensor[],
  wrt: readonly number[],
  seed: number,
): Promise<void> {
  const slopes = await evaluate(derivative, inputs);
  const machine = prepare(target, inputs);
  const at = async (index: number, direction: readonly number[], distance: number) => {
    const data = inputs.map(input => input.data);
    data[index] = data[index]!.map((value, i) => value + distance * direction[i]!);
    return (await machine.run(data))[0]!.data[0]!;
  };
  for (const [position, index] of wrt.entries()) {
    const { shape } = inputs[index]!;
    expect(slopes[position]!.shape, `shape of the gradient of input ${index}`).toEqual(shape);
    for (let trial = 0; trial < 2; trial++) {
      const direction = normal(shape, seed + 1000 * trial).data.map(value =>
        Math.max(-2, Math.min(2, value)),
      );
      const near = (await at(index, direction, STEP)) - (await at(index, direction, -STEP));
      const far = (await at(index, direction, 2 * STEP)) - (await at(index, direction, -2 * STEP));
      const measured = (8 * near - far) / (12 * STEP);
      const terms = slopes[position]!.data.map((slope, i) => slope * direction[i]!);
      const computed = terms.reduce((total, term) => total + term, 0);
      const scale = 1 + terms.reduce((total, term) => total + Math.abs(term), 0);
      expect(Math.abs(computed - measured) / scale, `gradient of input ${index}`).toBeLessThan(1e-7);
    }
  }
}

const floatIndexes = (inputs: readonly Tensor[]) =>
  inputs.flatMap(({ dtype }, index) => (dtype === undefined || dtype === 'f32' ? [index] : []));

/** Elements agree to 12 digits. */
export function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-12): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => {
    const difference = Math.abs(value - expected[index]!);
    if (!(difference <= tolerance * Math.max(1, Math.abs(expected[index]!))))
      expect.fail(`element ${index} is ${value}, not ${expected[index]}`);
  });
}

/** Sizes of an axis: 1 and odd ones too. */
export const sizes = (max = 5) => fc.integer({ min: 1, max });

export const seeds = fc.integer({ min: 0, max: 1e6 });

/** Holds for `runs` random cases. The cases are the same in each run of the tests. */
export async function forAll<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  property: (...args: T) => Promise<void>,
  runs = 25,
): Promise<void> {
  await fc.assert(fc.asyncProperty(...arbitraries, property), { numRuns: runs, seed: 7 });
}
