import type { Lowering } from '../lowering.ts';
import { adam } from './adam.ts';
import { convReluPool } from './conv-relu-pool.ts';
import { convReluPoolGradient } from './conv-relu-pool-gradient.ts';
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from './conv2d.ts';
import { softmaxCrossEntropy, softmaxCrossEntropyGradient } from './cross-entropy.ts';
import { mapLowering, zipLowering } from './elementwise.ts';
import { matmul } from './matmul.ts';
import { broadcastTo, fill, reshape, transpose, upsample2d } from './movement.ts';
import {
  averagePool2d,
  averagePool2dGradient,
  maxPool2d,
  maxPool2dGather,
  maxPool2dGradient,
  upsample2dGradient,
} from './pooling.ts';
import { sum } from './sum.ts';
import { toFloat } from './to-float.ts';
import { toImages } from './to-images.ts';

/** How each operation becomes kernel calls, by its name. */
export const lowerings: Readonly<Record<string, Lowering | undefined>> = {
  absolute: mapLowering('mapAbsolute'),
  adam,
  add: zipLowering('zipAdd'),
  averagePool2d,
  averagePool2dGradient,
  broadcastTo,
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
  convReluPool,
  convReluPoolGradient,
  divide: zipLowering('zipDivide'),
  exp: mapLowering('mapExp'),
  fill,
  leakyRelu: mapLowering('mapLeakyRelu', ({ attributes }) => [(attributes as { slope: number }).slope]),
  log: mapLowering('mapLog'),
  matmul,
  maxPool2d,
  maxPool2dGather,
  maxPool2dGradient,
  maximum: zipLowering('zipMaximum'),
  multiply: zipLowering('zipMultiply'),
  negate: mapLowering('mapNegate'),
  positive: mapLowering('mapPositive'),
  relu: mapLowering('mapRelu'),
  reshape,
  sigmoid: mapLowering('mapSigmoid'),
  sign: mapLowering('mapSign'),
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
};
