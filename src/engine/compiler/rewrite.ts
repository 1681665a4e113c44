import { Graph, type Node, type Value } from '../graph.ts';
import { copyLeaves, type Rewritten } from './simplify.ts';

/** What a rule wants done: these nodes go, and at the place of `at`, one of them, others come. */
export interface Replacement {
  readonly covered: readonly Node[];
  readonly at: Node;
  /**
   * Builds the new operations. `find` gives the new value of an old one made before `at`. Returns the new values of the
   * covered nodes' outputs that others read.
   */
  build(graph: Graph, find: (old: Value) => Value): ReadonlyMap<Value, Value>;
}

/** A copy of `graph` with the replacements made; they must not overlap. */
export function rewrite(graph: Graph, replacements: readonly Replacement[]): Rewritten {
  const places = new Map(replacements.map(replacement => [replacement.at, replacement]));
  const covered = new Set(replacements.flatMap(replacement => replacement.covered));
  const result = new Graph();
  const map = copyLeaves(graph, result);
  for (const node of graph.nodes) {
    const replacement = places.get(node);
    if (replacement)
      for (const [old, value] of replacement.build(result, old => map.get(old)!)) map.set(old, value);
    if (covered.has(node)) continue;
    const outputs = result.apply(
      node.operation,
      node.inputs.map(input => map.get(input)!),
      node.attributes,
    );
    node.outputs.forEach((output, index) => {
      map.set(output, outputs[index]!);
    });
  }
  for (const { parameter, value } of graph.assignments) result.assign(map.get(parameter)!, map.get(value)!);
  return { graph: result, find: old => map.get(old) };
}
