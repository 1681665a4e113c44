import type { Node, Value } from '../graph.ts';
import { sameShape } from '../shape.ts';
import { type GraphIndex, maker } from './graph-index.ts';

/** `relu(z)` followed by 2×2 max-pooling, and, in a training step, the way back through both. */
export interface PooledRelu {
  readonly pool: Node;
  readonly relu: Node;
  /** The value before the ReLU. */
  readonly z: Value;
  /** Pooled output. */
  readonly y: Value;
  /** Undefined where nothing goes back. */
  readonly backward: PooledReluBackward | undefined;
}

interface PooledReluBackward {
  readonly poolGradient: Node;
  readonly positive: Node;
  readonly product: Node;
  /** Gradient of the pooled output. */
  readonly gy: Value;
  /** Gradient of z. */
  readonly gz: Value;
}

/** Finds what ends in the max-pool `pool`, if nobody else looks inside. */
export function matchPooledRelu(pool: Node, index: GraphIndex): PooledRelu | undefined {
  if (pool.operation.name !== 'maxPool2d') return undefined;
  const { size, stride } = pool.attributes as { size: number; stride: number };
  const activation = pool.inputs[0]!;
  const relu = maker(activation, 'relu');
  if (size !== 2 || stride !== 2 || !relu) return undefined;
  const z = relu.inputs[0]!;
  const backward = matchBackward(activation, index);
  if (!index.isPrivateTo(activation, [pool, backward?.poolGradient, backward?.positive])) return undefined;
  return { pool, relu, z, y: pool.outputs[0]!, backward };
}

function matchBackward(activation: Value, index: GraphIndex): PooledReluBackward | undefined {
  const poolGradient = index.reader(activation, 'maxPool2dGradient');
  const positive = index.reader(activation, 'positive');
  if (!poolGradient || !positive) return undefined;
  const product = index.reader(positive.outputs[0]!, 'multiply');
  if (!product?.inputs.includes(poolGradient.outputs[0]!)) return undefined;
  const isPrivate = [poolGradient, positive].every(node => index.isPrivateTo(node.outputs[0]!, [product]));
  const [x, gy] = poolGradient.inputs as [Value, Value];
  if (!isPrivate || x !== activation) return undefined;
  return { poolGradient, positive, product, gy, gz: product.outputs[0]! };
}

/** The nodes of a match, to be covered by a replacement. */
export const forwardNodes = ({ pool, relu }: PooledRelu): Node[] => [pool, relu];

export const backwardNodes = ({ poolGradient, positive, product }: PooledReluBackward): Node[] => [
  poolGradient,
  positive,
  product,
];

/** The gradients of a 3×3 "same" convolution of stride 1, read off gz. */
export interface ConvolutionGradients {
  readonly input: Node | undefined;
  readonly filter: Node | undefined;
}

/** Whether the fused kernels can do it: 3×3, stride 1, "same", and rows of a batch, since they work on shards only. */
export function isShardedSame3x3(convolution: Node): boolean {
  const { stride, padding } = convolution.attributes as { stride: number; padding: string };
  const [height, width] = convolution.inputs[1]!.shape;
  const isSharded = convolution.outputs[0]!.batched;
  return isSharded && stride === 1 && padding === 'same' && height === 3 && width === 3;
}

/** Finds the gradients of `convolution` among the readers of the gradient `gz` of its output. */
export function matchConvolutionGradients(
  convolution: Node,
  gz: Value,
  index: GraphIndex,
): ConvolutionGradients {
  const [x, w] = convolution.inputs as [Value, Value];
  const input = index
    .readersOf(gz)
    .find(
      node =>
        node.operation.name === 'conv2dInputGradient' &&
        node.inputs[1] === w &&
        sameShape(node.outputs[0]!.shape, x.shape),
    );
  const filter = index
    .readersOf(gz)
    .find(
      node => node.operation.name === 'conv2dFilterGradient' && node.inputs[0] === x && node.inputs[1] === gz,
    );
  return { input, filter };
}
