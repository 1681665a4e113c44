import type { Graph, Node, Value } from '../graph.ts';
import { add } from '../ops/add.ts';
import { conv2d } from '../ops/conv2d.ts';
import type { Conv2dAttributes } from '../ops/conv2d-geometry.ts';
import { multiply } from '../ops/multiply.ts';
import { negate } from '../ops/negate.ts';
import { subtract } from '../ops/subtract.ts';
import { GraphIndex } from './graph-index.ts';
import type { Replacement } from './rewrite.ts';

/** One step of an affine chain: `value` (+, −, ×) `vector`, a vector over the channels. */
interface Step {
  readonly node: Node;
  readonly vector: Value;
}

/**
 * Rule: a convolution followed by additions, subtractions and products with vectors over its filters (a batch norm in
 * evaluation) becomes one convolution with scaled kernel and one bias: (w∗x − m)·s + β = (w·s)∗x + (β − m·s).
 */
export function foldAffine(graph: Graph, outputs: readonly Value[]): Replacement[] {
  const index = new GraphIndex(graph, outputs);
  return graph.nodes.flatMap(node => {
    if (node.operation.name !== 'conv2d') return [];
    const chain = affineChain(node.outputs[0]!, index);
    return chain.some(step => step.node.operation.name === 'multiply') ? [replacement(node, chain)] : [];
  });
}

function affineChain(start: Value, index: GraphIndex): Step[] {
  const chain: Step[] = [];
  for (let value = start; ; ) {
    const readers = index.readersOf(value);
    const step = readers.length === 1 ? affineStep(readers[0]!, value) : undefined;
    if (!step || !index.isPrivateTo(value, [step.node])) return chain;
    chain.push(step);
    value = step.node.outputs[0]!;
  }
}

function affineStep(node: Node, value: Value): Step | undefined {
  const { name } = node.operation;
  if (node.inputs.length !== 2) return undefined;
  const [a, b] = node.inputs as [Value, Value];
  const other = a === value ? b : a;
  const vectorOnly = other !== value && other.shape.length === 1 && other.shape[0] === value.shape.at(-1);
  if (!vectorOnly) return undefined;
  if (name === 'add' || name === 'multiply') return { node, vector: other };
  return name === 'subtract' && a === value ? { node, vector: other } : undefined;
}

function replacement(convolution: Node, chain: readonly Step[]): Replacement {
  const [x, w] = convolution.inputs as [Value, Value];
  const last = chain.at(-1)!.node;
  return {
    covered: [convolution, ...chain.map(step => step.node)],
    at: last,
    build(_graph, find) {
      const { scale, shift } = compose(chain, find);
      const scaled = conv2d(find(x), multiply(find(w), scale!), convolution.attributes as Conv2dAttributes);
      return new Map([[last.outputs[0]!, shift ? add(scaled, shift) : scaled]]);
    },
  };
}

/** The chain as value·scale + shift. */
function compose(chain: readonly Step[], find: (old: Value) => Value): { scale?: Value; shift?: Value } {
  let scale: Value | undefined;
  let shift: Value | undefined;
  for (const { node, vector: old } of chain) {
    const vector = find(old);
    switch (node.operation.name) {
      case 'multiply':
        scale = scale ? multiply(scale, vector) : vector;
        shift = shift && multiply(shift, vector);
        break;
      case 'add':
        shift = shift ? add(shift, vector) : vector;
        break;
      default:
        shift = shift ? subtract(shift, vector) : negate(vector);
    }
  }
  return { ...(scale && { scale }), ...(shift && { shift }) };
}
