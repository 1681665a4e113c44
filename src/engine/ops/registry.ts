import type { Operation } from '../operation.ts';
import { absoluteOperation } from './absolute.ts';
import { adamOperation } from './adam.ts';
import { addOperation } from './add.ts';
import { averagePool2dOperation } from './average-pool2d.ts';
import { averagePool2dGradientOperation } from './average-pool2d-gradient.ts';
import { batchNormOperation } from './batch-norm.ts';
import { batchNormGradientOperation } from './batch-norm-gradient.ts';
import { broadcastToOperation } from './broadcast-to.ts';
import { concatOperation } from './concat.ts';
import { conv2dOperation } from './conv2d.ts';
import { conv2dFilterGradientOperation } from './conv2d-filter-gradient.ts';
import { conv2dInputGradientOperation } from './conv2d-input-gradient.ts';
import { divideOperation } from './divide.ts';
import { dropoutOperation } from './dropout.ts';
import { embeddingOperation } from './embedding.ts';
import { embeddingGradientOperation } from './embedding-gradient.ts';
import { expOperation } from './exp.ts';
import { fillOperation } from './fill.ts';
import { flipOperation } from './flip.ts';
import { inTopKOperation } from './in-top-k.ts';
import { leakyReluOperation } from './leaky-relu.ts';
import { logOperation } from './log.ts';
import { logSoftmaxOperation } from './log-softmax.ts';
import { matmulOperation } from './matmul.ts';
import { maxPool2dOperation } from './max-pool2d.ts';
import { maxPool2dGatherOperation } from './max-pool2d-gather.ts';
import { maxPool2dGradientOperation } from './max-pool2d-gradient.ts';
import { maximumOperation } from './maximum.ts';
import { multiplyOperation } from './multiply.ts';
import { negateOperation } from './negate.ts';
import { padOperation } from './pad.ts';
import { positiveOperation } from './positive.ts';
import { reluOperation } from './relu.ts';
import { reshapeOperation } from './reshape.ts';
import { sgdOperation } from './sgd.ts';
import { sigmoidOperation } from './sigmoid.ts';
import { sigmoidCrossEntropyOperation } from './sigmoid-cross-entropy.ts';
import { signOperation } from './sign.ts';
import { sliceOperation } from './slice.ts';
import { softmaxOperation } from './softmax.ts';
import { softmaxCrossEntropyOperation } from './softmax-cross-entropy.ts';
import { softmaxCrossEntropyGradientOperation } from './softmax-cross-entropy-gradient.ts';
import { sqrtOperation } from './sqrt.ts';
import { squareOperation } from './square.ts';
import { subtractOperation } from './subtract.ts';
import { sumOperation } from './sum.ts';
import { tanhOperation } from './tanh.ts';
import { toFloatOperation } from './to-float.ts';
import { transposeOperation } from './transpose.ts';
import { upsample2dOperation } from './upsample2d.ts';
import { upsample2dGradientOperation } from './upsample2d-gradient.ts';
import { warpOperation } from './warp.ts';

/** Every operation a graph can be built of. */
export const operations: readonly Operation[] = [
  absoluteOperation,
  adamOperation,
  addOperation,
  averagePool2dGradientOperation,
  averagePool2dOperation,
  batchNormGradientOperation,
  batchNormOperation,
  broadcastToOperation,
  concatOperation,
  conv2dFilterGradientOperation,
  conv2dInputGradientOperation,
  conv2dOperation,
  divideOperation,
  dropoutOperation,
  embeddingGradientOperation,
  embeddingOperation,
  expOperation,
  fillOperation,
  flipOperation,
  inTopKOperation,
  leakyReluOperation,
  logSoftmaxOperation,
  logOperation,
  matmulOperation,
  maxPool2dGatherOperation,
  maxPool2dGradientOperation,
  maxPool2dOperation,
  maximumOperation,
  multiplyOperation,
  negateOperation,
  padOperation,
  positiveOperation,
  reluOperation,
  reshapeOperation,
  sgdOperation,
  sigmoidCrossEntropyOperation,
  sigmoidOperation,
  signOperation,
  sliceOperation,
  softmaxCrossEntropyGradientOperation,
  softmaxCrossEntropyOperation,
  softmaxOperation,
  sqrtOperation,
  squareOperation,
  subtractOperation,
  sumOperation,
  tanhOperation,
  toFloatOperation,
  transposeOperation,
  upsample2dGradientOperation,
  upsample2dOperation,
  warpOperation,
];
