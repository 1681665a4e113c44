import { convReluPool } from '../fused/conv-relu-pool.ts';
import { convReluPoolGradient } from '../fused/conv-relu-pool-gradient.ts';
import type { Graph, Node, Value } from '../graph.ts';
import { GraphIndex, maker } from './graph-index.ts';
import {
  backwardNodes,
  forwardNodes,
  isShardedSame3x3,
  matchConvolutionGradients,
  matchPooledRelu,
  type PooledRelu,
} from './pooled-block.ts';
import type { Replacement } from './rewrite.ts';

interface Match {
  readonly tail: PooledRelu;
  readonly bias: Node;
  readonly convolution: Node;
}

/**
 * Rule: maxPool2d(relu(conv2d(x, w) + b)), 3×3 same and 2×2, becomes `convReluPool`, and its backward operations
 * `convReluPoolGradient`: the full-resolution convolution is never written, and only winners send gradients back.
 */
export function fuseConvReluPool(graph: Graph, outputs: readonly Value[]): Replacement[] {
  const index = new GraphIndex(graph, outputs);
  return graph.nodes.flatMap(node => {
    const match = matchBlock(node, index);
    return match ? replacements(match, index) : [];
  });
}

function matchBlock(pool: Node, index: GraphIndex): Match | undefined {
  const tail = matchPooledRelu(pool, index);
  const bias = tail && maker(tail.z, 'add');
  const convolution = bias && maker(bias.inputs[0]!, 'conv2d');
  if (!tail || !convolution || !isShardedSame3x3(convolution)) return undefined;
  if (bias.inputs[1]!.shape.length !== 1) return undefined;
  const isPrivate =
    index.isPrivateTo(convolution.outputs[0]!, [bias]) && index.isPrivateTo(tail.z, [tail.relu]);
  return isPrivate ? { tail, bias, convolution } : undefined;
}

function replacements({ tail, bias, convolution }: Match, index: GraphIndex): Replacement[] {
  const [x, w] = convolution.inputs as [Value, Value];
  const b = bias.inputs[1]!;
  const back = tail.backward;
  const gradients = back && matchConvolutionGradients(convolution, back.gz, index);
  const biasSum = back && index.reader(back.gz, 'sum');
  const known = [gradients?.input, gradients?.filter, biasSum];
  if (back && !(biasSum && gradients?.filter && index.isPrivateTo(back.gz, known))) return [];

  let winners: Value | undefined;
  let pooled: Value | undefined;
  const forward: Replacement = {
    covered: [...forwardNodes(tail), bias, convolution],
    at: tail.pool,
    build(_graph, find) {
      [pooled, winners] = convReluPool(find(x), find(w), find(b));
      return new Map([[tail.y, pooled!]]);
    },
  };
  if (!back) return [forward];
  const backward: Replacement = {
    covered: [...backwardNodes(back), ...known.filter(node => node !== undefined)],
    at: back.poolGradient,
    build(_graph, find) {
      const [gx, gw, gb] = convReluPoolGradient(find(x), find(w), winners!, find(back.gy), {
        needsInputGradient: gradients!.input !== undefined,
      });
      const results = new Map([
        [gradients!.filter!.outputs[0]!, gw!],
        [biasSum!.outputs[0]!, gb!],
      ]);
      if (gradients!.input) results.set(gradients!.input.outputs[0]!, gx!);
      return results;
    },
  };
  return [forward, backward];
}
