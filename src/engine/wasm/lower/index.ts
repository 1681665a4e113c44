import type { Lowering } from '../lowering.ts';
import { adam } from './adam.ts';
import { batchNorm, batchNormGradient } from './batch-norm.ts';
import { concat } from './concat.ts';
import { convNormReluPool } from './conv-norm-relu-pool.ts';
import { convNormReluPoolGradient } from './conv-norm-relu-pool-gradient.ts';
import { convReluPool } from './conv-relu-pool.ts';
import { convReluPoolGradient } from './conv-relu-pool-gradient.ts';
import { conv2d } from './conv2d.ts';
import { conv2dFilterGradient } from './conv2d-filter-gradient.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';
import { sigmoidCrossEntropy, softmaxCrossEntropy, softmaxCrossEntropyGradient } from './cross-entropy.ts';
import { dropout } from './dropout.ts';
import { mapLowering, zipLowering } from './elementwise.ts';
import { embedding, embeddingGradient } from './embedding.ts';
import { inTopK } from './in-top-k.ts';
import { matmul } from './matmul.ts';
import { broadcastTo, fill, flip, pad, reshape, slice, transpose, upsample2d } from './movement.ts';
import {
  averagePool2d,
  averagePool2dGradient,
  maxPool2d,
  maxPool2dGather,
  maxPool2dGradient,
  upsample2dGradient,
} from './pooling.ts';
import { sgd } from './sgd.ts';
import { logSoftmax, softmax } from './softmax.ts';
import { sum } from './sum.ts';
import { toFloat } from './to-float.ts';
import { toImages } from './to-images.ts';
import { warp } from './warp.ts';

/** How each operation becomes kernel calls, by its name. */
export const lowerings: Readonly<Record<string, Lowering | undefined>> = {
  absolute: mapLowering('mapAbsolute'),
  adam,
  add: zipLowering('zipAdd'),
  averagePool2d,
  averagePool2dGradient,
  batchNorm,
  batchNormGradient,
  broadcastTo,
  concat,
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
  convNormReluPool,
  convNormReluPoolGradient,
  convReluPool,
  convReluPoolGradient,
  divide: zipLowering('zipDivide'),
  dropout,
  embedding,
  embeddingGradient,
  exp: mapLowering('mapExp'),
  fill,
  flip,
  inTopK,
  leakyRelu: mapLowering('mapLeakyRelu', ({ attributes }) => [(attributes as { slope: number }).slope]),
  log: mapLowering('mapLog'),
  logSoftmax,
  matmul,
  maxPool2d,
  maxPool2dGather,
  maxPool2dGradient,
  maximum: zipLowering('zipMaximum'),
  multiply: zipLowering('zipMultiply'),
  negate: mapLowering('mapNegate'),
  pad,
  positive: mapLowering('mapPositive'),
  relu: mapLowering('mapRelu'),
  reshape,
  sgd,
  sigmoid: mapLowering('mapSigmoid'),
  sigmoidCrossEntropy,
  sign: mapLowering('mapSign'),
  slice,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  sqrt: mapLowering('mapSqrt'),
  square: mapLowering('mapSquare'),
  subtract: zipLowering('zipSubtract'),
  sum,
  tanh: mapLowering('mapTanh'),
  toFloat,
  toImages,
  transpose,
  upsample2d,
  upsample2dGradient,
  warp,
};
