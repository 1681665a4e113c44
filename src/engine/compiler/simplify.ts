import { Graph, type Node, type Value } from '../graph.ts';
import type { ReferenceTensor } from '../operation.ts';
import { sizeOf } from '../shape.ts';

/** Constants larger than this are not computed ahead: they would take more memory than the time they save is worth. */
const LARGEST_FOLDED = 65_536;

/** A graph made from another one, and where its values went. */
export interface Rewritten {
  readonly graph: Graph;
  /** New value of an old one; undefined when nothing needs it any more. */
  readonly find: (old: Value) => Value | undefined;
}

/** Drops operations that neither `outputs` nor an assignment needs, folds constants and merges equal operations. */
export function simplify(graph: Graph, outputs: readonly Value[]): Rewritten {
  const needed = neededNodes(graph, outputs);
  const result = new Graph();
  const map = copyLeaves(graph, result);
  const seen = new Map<string, readonly Value[]>();

  for (const node of graph.nodes) {
    if (!needed.has(node)) continue;
    const inputs = node.inputs.map(input => map.get(input)!);
    const key = `${node.operation.name}|${inputs.map(input => input.id)}|${JSON.stringify(node.attributes)}`;
    const results =
      seen.get(key) ?? fold(result, node, inputs) ?? result.apply(node.operation, inputs, node.attributes);
    seen.set(key, results);
    node.outputs.forEach((output, index) => {
      map.set(output, results[index]!);
    });
  }
  for (const { parameter, value } of graph.assignments) result.assign(map.get(parameter)!, map.get(value)!);
  return { graph: result, find: old => map.get(old) };
}

/** Copies inputs, parameters and constants, in order. */
export function copyLeaves(from: Graph, to: Graph): Map<Value, Value> {
  const map = new Map<Value, Value>();
  for (const { name, shape, dtype, batched, ...rest } of from.inputs.map(value => ({ value, ...value })))
    map.set(rest.value, to.input(name!, shape, dtype, { batched }));
  for (const value of from.parameters) map.set(value, to.parameter(value.name!, value.shape));
  for (const value of from.constants) map.set(value, to.constant(value.data!, value.shape, value.dtype));
  return map;
}

function neededNodes(graph: Graph, outputs: readonly Value[]): Set<Node> {
  const wanted = new Set<Value>([...outputs, ...graph.assignments.map(assignment => assignment.value)]);
  const needed = new Set<Node>();
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some(output => wanted.has(output))) continue;
    needed.add(node);
    for (const input of node.inputs) wanted.add(input);
  }
  return needed;
}

/** The outputs of `node` as constants, when all its inputs are. */
function fold(graph: Graph, node: Node, inputs: readonly Value[]): readonly Value[] | undefined {
  if (!inputs.every(input => input.kind === 'constant')) return undefined;
  if (node.outputs.some(output => sizeOf(output.shape) > LARGEST_FOLDED)) return undefined;
  const tensors = inputs.map((input): ReferenceTensor => ({ ...typeOf(input), data: elements(input) }));
  const results = node.outputs.map(
    (output): ReferenceTensor => ({ ...typeOf(output), data: new Float64Array(sizeOf(output.shape)) }),
  );
  node.operation.evaluate(tensors, results, node.attributes);
  return results.map(({ data, shape, dtype }) => graph.constant(Array.from(data), shape, dtype));
}

const typeOf = ({ shape, dtype }: Value) => ({ shape, dtype });

const elements = (value: Value) => Float64Array.from(value.data!);
