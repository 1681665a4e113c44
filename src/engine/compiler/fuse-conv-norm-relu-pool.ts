import { convNormReluPool } from '../fused/conv-norm-relu-pool.ts';
import { convNormReluPoolGradient } from '../fused/conv-norm-relu-pool-gradient.ts';
import type { Graph, Node, Value } from '../graph.ts';
import { GraphIndex, maker } from './graph-index.ts';
import {
  backwardNodes,
  type ConvolutionGradients,
  forwardNodes,
  isShardedSame3x3,
  matchConvolutionGradients,
  matchPooledRelu,
  type PooledRelu,
} from './pooled-block.ts';
import type { Replacement } from './rewrite.ts';

interface Match {
  readonly tail: PooledRelu;
  readonly norm: Node;
  readonly convolution: Node;
  /** The norm's gradient and the convolution's, in a training step. */
  readonly backward: { readonly norm: Node; readonly convolution: ConvolutionGradients } | undefined;
}

/**
 * Rule: maxPool2d(relu(batchNorm(conv2d(x, w)))), 3×3 same and 2×2, becomes `convNormReluPool`, and its backward operations
 * `convNormReluPoolGradient`.
 */
export function fuseConvNormReluPool(graph: Graph, outputs: readonly Value[]): Replacement[] {
  const index = new GraphIndex(graph, outputs);
  return graph.nodes.flatMap(node => {
    const match = matchBlock(node, index);
    return match ? replacements(match) : [];
  });
}

function matchBlock(pool: Node, index: GraphIndex): Match | undefined {
  const tail = matchPooledRelu(pool, index);
  const norm = tail && maker(tail.z, 'batchNorm');
  const convolution = norm && maker(norm.inputs[0]!, 'conv2d');
  if (!tail || !convolution || tail.z !== norm.outputs[0] || !isSupported(convolution)) return undefined;
  if (!index.isPrivateTo(tail.z, [tail.relu])) return undefined;
  const z = convolution.outputs[0]!;
  if (!tail.backward) {
    return index.isPrivateTo(z, [norm]) ? { tail, norm, convolution, backward: undefined } : undefined;
  }
  const normGradient = index.reader(tail.backward.gz, 'batchNormGradient');
  if (!normGradient || normGradient.inputs[0] !== z || !index.isPrivateTo(tail.backward.gz, [normGradient]))
    return undefined;
  const gz = normGradient.outputs[0]!;
  const gradients = matchConvolutionGradients(convolution, gz, index);
  const isPrivate =
    index.isPrivateTo(z, [norm, normGradient]) && index.isPrivateTo(gz, [gradients.input, gradients.filter]);
  if (!gradients.filter || !isPrivate || (gradients.input && isDrawing(convolution.inputs[0]!)))
    return undefined;
  return { tail, norm, convolution, backward: { norm: normGradient, convolution: gradients } };
}

/** Sides of images whose whole-image Fourier transforms there are. */
const SIDES = [14, 7, 3];

/** One channel that no block made: its statistics are had without the convolution, for any size; no gradient goes to it. */
const isDrawing = (x: Value): boolean => x.shape[3] === 1 && !maker(x, 'maxPool2d');

function isSupported(convolution: Node): boolean {
  const x = convolution.inputs[0]!;
  const [, height, width] = x.shape as [number, number, number];
  return isShardedSame3x3(convolution) && (isDrawing(x) || (height === width && SIDES.includes(height)));
}

function replacements({ tail, norm, convolution, backward }: Match): Replacement[] {
  const [x, w] = convolution.inputs as [Value, Value];
  const [, gamma, beta] = norm.inputs as [Value, Value, Value];
  const { epsilon } = norm.attributes as { epsilon: number };
  const forward: Replacement = {
    covered: [...forwardNodes(tail), norm, convolution],
    at: norm,
    build(_graph, find) {
      const [y, mean, variance] = convNormReluPool(find(x), find(w), find(gamma), find(beta), { epsilon });
      return new Map([
        [tail.y, y!],
        [norm.outputs[1]!, mean!],
        [norm.outputs[2]!, variance!],
      ]);
    },
  };
  if (!backward || !tail.backward) return [forward];
  const { input, filter } = backward.convolution;
  const { gy, poolGradient } = tail.backward;
  const back: Replacement = {
    covered: [
      ...backwardNodes(tail.backward),
      backward.norm,
      ...[input, filter].filter(node => node !== undefined),
    ],
    at: poolGradient,
    build(_graph, find) {
      const inputs = {
        x: find(x),
        w: find(w),
        gamma: find(gamma),
        beta: find(beta),
        y: find(tail.y),
        gy: find(gy),
      };
      const needsInputGradient = input !== undefined;
      const [gx, gw, ggamma, gbeta] = convNormReluPoolGradient(inputs, { epsilon, needsInputGradient });
      const results = new Map([
        [filter!.outputs[0]!, gw!],
        [backward.norm.outputs[1]!, ggamma!],
        [backward.norm.outputs[2]!, gbeta!],
      ]);
      if (input) results.set(input.outputs[0]!, gx!);
      return results;
    },
  };
  return [forward, back];
}
