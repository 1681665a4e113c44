import type { Value } from '../graph.ts';
import { add } from './add.ts';
import { divide } from './divide.ts';
import { multiply } from './multiply.ts';
import { sqrt } from './sqrt.ts';
import { subtract } from './subtract.ts';

/**
 * Batch normalization by given statistics, as a trained network does it:
 * y = x · scale + (beta − mean · scale), scale = gamma / √(variance + epsilon). x [..., C], the others [C].
 */
export function normalize(
  x: Value,
  mean: Value,
  variance: Value,
  gamma: Value,
  beta: Value,
  epsilon: number,
): Value {
  const scale = divide(gamma, sqrt(add(variance, x.graph.scalar(epsilon))));
  return add(multiply(x, scale), subtract(beta, multiply(mean, scale)));
}
