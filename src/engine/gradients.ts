import { EngineError } from '../errors.ts';
import type { Node, Value } from './graph.ts';
import { add } from './ops/add.ts';
import { fill } from './ops/fill.ts';
import { formatShape, sizeOf } from './shape.ts';

/**
 * Adds to the graph of `target` the operations that compute its gradients, by reverse accumulation. The result is made of
 * ordinary operations, so gradients of gradients are the same call again.
 *
 * @param target a scalar (one element).
 * @param sources values the target may depend on.
 * @returns ∂target/∂source, shaped like each source; zeros where the target does not depend on it.
 */
export function gradients(target: Value, sources: readonly Value[]): Value[] {
  if (sizeOf(target.shape) !== 1)
    throw new EngineError(`gradients: the target must be a scalar, not ${formatShape(target.shape)}`);
  const graph = target.graph;
  const needed = nodesBetween(target, sources);
  const accumulated = new Map<Value, Value>([[target, fill(graph, target.shape, 1)]]);

  for (const node of [...graph.nodes].reverse()) {
    if (!needed.has(node)) continue;
    const outputGradients = node.outputs.map(output => accumulated.get(output));
    if (outputGradients.every(gradient => gradient === undefined)) continue;
    if (!node.operation.gradient)
      throw new EngineError(`gradients: the operation ${node.operation.name} is not differentiable`);
    const inputGradients = node.operation.gradient(node, outputGradients);
    node.inputs.forEach((input, index) => {
      const gradient = inputGradients[index];
      if (!gradient) return;
      const before = accumulated.get(input);
      accumulated.set(input, before ? add(before, gradient) : gradient);
    });
  }
  return sources.map(source => accumulated.get(source) ?? fill(graph, source.shape, 0));
}

/** The nodes on a path from a source to the target. */
function nodesBetween(target: Value, sources: readonly Value[]): Set<Node> {
  const reached = new Set<Value>(sources);
  const forward = new Set<Node>();
  for (const node of target.graph.nodes) {
    if (!node.inputs.some(input => reached.has(input))) continue;
    forward.add(node);
    for (const output of node.outputs) reached.add(output);
  }
  const wanted = new Set<Value>([target]);
  const between = new Set<Node>();
  for (const node of [...target.graph.nodes].reverse()) {
    if (!forward.has(node) || !node.outputs.some(output => wanted.has(output))) continue;
    between.add(node);
    for (const input of node.inputs) wanted.add(input);
  }
  return between;
}
