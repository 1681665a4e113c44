import { type Graph, sizeOf, type Value } from '../../engine/index.ts';
import type { DenseArray } from '../permute.ts';
import type { Tensor } from '../safetensors.ts';

/**
 * What is known of a graph before it sees a drawing: its constants, its parameters, which are `weights` by name, and whatever is computed of
 * these alone, such as the scale and shift of a batch norm, in double precision.
 */
export function knownValues(
  graph: Graph,
  weights: ReadonlyMap<string, Tensor>,
): ReadonlyMap<Value, DenseArray> {
  const known = new Map<Value, DenseArray>();
  for (const value of graph.constants) known.set(value, { shape: value.shape, data: value.data! });
  for (const value of graph.parameters) known.set(value, weights.get(value.name!)!);
  for (const { operation, attributes, inputs, outputs } of graph.nodes) {
    if (!inputs.every(input => known.has(input))) continue;
    const tensors = inputs.map(({ shape, dtype }, index) => {
      return { shape, dtype, data: Float64Array.from(known.get(inputs[index]!)!.data) };
    });
    const results = outputs.map(({ shape, dtype }) => {
      return { shape, dtype, data: new Float64Array(sizeOf(shape)) };
    });
    operation.evaluate(tensors, results, attributes);
    outputs.forEach((output, index) => {
      known.set(output, results[index]!);
    });
  }
  return known;
}
