import { batchNorm, exponentialAverage, normalize, type Value } from '../../engine/index.ts';
import { ones, zeros } from '../initializers.ts';
import type { ParameterScope } from '../parameter-scope.ts';

const EPSILON = 1e-3;

/**
 * Share of the old value that a running statistic keeps each step. Keras's 0.99 lags behind on small sets.
 */
const MOMENTUM = 0.9;

/**
 * Batch normalization of each channel of x [..., C]: by the batch's own statistics in training, when its
 * running statistics follow (biased variance), and by the running ones in evaluation.
 */
export function batchNormalization(scope: ParameterScope, x: Value): Value {
  const shape = x.shape.slice(-1);
  const gamma = scope.parameter('gamma', shape, { initializer: ones });
  const beta = scope.parameter('beta', shape, { initializer: zeros });
  const runningMean = scope.parameter('mean', shape, { initializer: zeros, trainable: false });
  const runningVariance = scope.parameter('variance', shape, { initializer: ones, trainable: false });
  if (scope.mode === 'evaluation') return normalize(x, runningMean, runningVariance, gamma, beta, EPSILON);
  const { y, mean, variance } = batchNorm(x, gamma, beta, { epsilon: EPSILON });
  scope.graph.assign(runningMean, exponentialAverage(runningMean, mean, 1 - MOMENTUM));
  scope.graph.assign(runningVariance, exponentialAverage(runningVariance, variance, 1 - MOMENTUM));
  return y;
}
