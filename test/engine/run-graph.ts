import type { Backend, TensorData } from '../../src/engine/backend.ts';
import type { Graph, Value } from '../../src/engine/graph.ts';
import { RandomStream } from '../../src/engine/random.ts';
import { sizeOf } from '../../src/engine/shape.ts';

/** Data of inputs and parameters by name. */
export type GraphData = ReadonlyMap<string, number[]>;

/** Normal floats for what is f32 (positive for variances), small integers for the rest. */
export function randomData(graph: Graph, seed: number, integers = 4): GraphData {
  const data = new Map<string, number[]>();
  [...graph.inputs, ...graph.parameters].forEach((value, index) => {
    const stream = new RandomStream(seed, 'synthetic', index);
    const draw = () => {
      if (value.dtype !== 'f32') return stream.below(integers);
      return value.name!.includes('variance') ? 0.5 + stream.uniform() : Math.fround(stream.normal());
    };
    data.set(value.name!, Array.from({ length: sizeOf(value.shape) }, draw));
  });
  return data;
}

/** Runs a graph once and returns the elements of its outputs. */
export async function runGraph(
  backend: Backend,
  graph: Graph,
  outputs: readonly Value[],
  data: GraphData,
): Promise<number[][]> {
  const bindings = new Map(
    [...graph.inputs, ...graph.parameters, ...outputs].map(value => [
      value,
      backend.buffer(value.shape, value.dtype),
    ]),
  );
  for (const value of [...graph.inputs, ...graph.parameters]) {
    const elements = data.get(value.name!)!;
    const typed: TensorData = value.dtype === 'f32' ? Float64Array.from(elements) : Int32Array.from(elements);
    backend.write(bindings.get(value)!, typed);
  }
  const program = backend.compile(graph, outputs, bindings);
  await program.run();
  const results = [];
  for (const output of outputs) results.push(Array.from(await backend.read(bindings.get(output)!)));
  program.dispose();
  for (const buffer of bindings.values()) backend.free(buffer);
  return results;
}
