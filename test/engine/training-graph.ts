import { gradients } from '../../src/engine/gradients.ts';
import { Graph, type Value } from '../../src/engine/graph.ts';
import { add } from '../../src/engine/ops/add.ts';
import { batchNorm } from '../../src/engine/ops/batch-norm.ts';
import { conv2d } from '../../src/engine/ops/conv2d.ts';
import { matmul } from '../../src/engine/ops/matmul.ts';
import { maxPool2d } from '../../src/engine/ops/max-pool2d.ts';
import { mean } from '../../src/engine/ops/mean.ts';
import { normalize } from '../../src/engine/ops/normalize.ts';
import { relu } from '../../src/engine/ops/relu.ts';
import { reshape } from '../../src/engine/ops/reshape.ts';
import { softmaxCrossEntropy } from '../../src/engine/ops/softmax-cross-entropy.ts';

export interface TrainingGraph {
  readonly graph: Graph;
  /** Loss, then the gradients of all parameters, then the batch's statistics. */
  readonly outputs: readonly Value[];
}

export interface NetworkSizes {
  readonly batch: number;
  /** Side of the square images. */
  readonly side: number;
  /** Filters of each block. */
  readonly filters: readonly number[];
  readonly channels: number;
  readonly classes: number;
}

const EPSILON = 1e-3;

/** Blocks of conv 3×3, bias or batch norm, ReLU and 2×2 max-pool, a dense layer, cross entropy, and the gradients. */
export function trainingGraph(sizes: NetworkSizes, norm: 'none' | 'batch'): TrainingGraph {
  const { batch, side, filters, channels, classes } = sizes;
  const graph = new Graph();
  let x = graph.input('x', [batch, side, side, channels], 'f32', { batched: true });
  const labels = graph.input('labels', [batch], 'i32', { batched: true });
  const statistics: Value[] = [];
  filters.forEach((count, index) => {
    const w = graph.parameter(`conv${index}/kernel`, [3, 3, x.shape[3]!, count]);
    const z = conv2d(x, w);
    const beta = graph.parameter(`conv${index}/bias`, [count]);
    if (norm === 'none') x = add(z, beta);
    else {
      const normed = batchNorm(z, graph.parameter(`norm${index}/gamma`, [count]), beta, { epsilon: EPSILON });
      x = normed.y;
      statistics.push(normed.mean, normed.variance);
    }
    x = maxPool2d(relu(x), { size: 2, stride: 2 });
  });
  const features = x.shape.slice(1).reduce((product, size) => product * size, 1);
  const dense = graph.parameter('dense/kernel', [features, classes]);
  const logits = matmul(reshape(x, [batch, features]), dense);
  const loss = mean(softmaxCrossEntropy(logits, labels, { labelSmoothing: 0 }), [0]);
  return { graph, outputs: [loss, ...gradients(loss, graph.parameters), ...statistics] };
}

/** One block with a norm in evaluation: conv, normalization by given statistics, ReLU, pool. */
export function evaluationGraph(batch: number): { graph: Graph; output: Value } {
  const graph = new Graph();
  const x = graph.input('x', [batch, 7, 7, 3], 'f32', { batched: true });
  const w = graph.parameter('kernel', [3, 3, 3, 5]);
  const [mean, variance, gamma, beta] = ['mean', 'variance', 'gamma', 'beta'].map(name =>
    graph.parameter(name, [5]),
  );
  const z = normalize(conv2d(x, w), mean!, variance!, gamma!, beta!, EPSILON);
  return { graph, output: maxPool2d(relu(z), { size: 2, stride: 2 }) };
}
