import type { Value } from '../graph.ts';
import type { Operation, ReferenceTensor } from '../operation.ts';
import { sameShape, sizeOf } from '../shape.ts';
import { add } from './add.ts';
import { batchNormGradient } from './batch-norm-gradient.ts';
import { broadcastTo } from './broadcast-to.ts';
import { type BatchNormAttributes, channelShape } from './channels.ts';
import { requireFloats } from './input-types.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

/**
 * y = gamma · (x − mean) / √(variance + epsilon) + beta, with the mean and the biased variance of each channel over all other
 * axes: x [..., C], gamma and beta [C] → y [..., C], mean [C], variance [C].
 * Source: Ioffe and Szegedy, Batch Normalization, 2015, algorithm 1.
 */
export const batchNormOperation: Operation<BatchNormAttributes> = {
  name: 'batchNorm',
  infer(inputs, _attributes, fail) {
    requireFloats(inputs, fail);
    const [x, gamma, beta] = inputs;
    const channels = channelShape(x!.shape, fail);
    if (!sameShape(gamma!.shape, channels) || !sameShape(beta!.shape, channels))
      return fail(`gamma and beta must be [${channels[0]}]`);
    return [x!.shape, channels, channels].map(shape => ({ shape, dtype: 'f32' }));
  },
  isRowwise: ([xBatched]) => [xBatched!, false, false],
  gradient({ inputs: [x, gamma], outputs: [, mean, variance], attributes }, [gy, gmean, gvariance]) {
    const parts = gy ? batchNormGradient(x!, gamma!, mean!, variance!, gy, attributes) : undefined;
    const gradients = [parts?.dx, ...throughStatistics(x!, mean!, gmean, gvariance)].filter(
      part => part !== undefined,
    );
    return [gradients.length > 0 ? gradients.reduce(add) : undefined, parts?.dgamma, parts?.dbeta];
  },
  evaluate([x, gamma, beta], [y, mean, variance], { epsilon }) {
    const channels = gamma!.data.length;
    channelMoments(x!, mean!, variance!);
    for (let i = 0; i < x!.data.length; i++) {
      const c = i % channels;
      const scale = gamma!.data[c]! / Math.sqrt(variance!.data[c]! + epsilon);
      y!.data[i] = (x!.data[i]! - mean!.data[c]!) * scale + beta!.data[c]!;
    }
  },
  flops: ([x]) => 7 * sizeOf(x!.shape),
};

/** Gradients of x through mean = Σ x / M and variance = Σ (x − mean)² / M. */
function throughStatistics(
  x: Value,
  mean: Value,
  gmean: Value | undefined,
  gvariance: Value | undefined,
): (Value | undefined)[] {
  const share = x.graph.scalar(sizeOf(mean.shape) / sizeOf(x.shape));
  const throughMean = gmean && broadcastTo(multiply(gmean, share), x.shape);
  const twice = x.graph.scalar(2);
  const throughVariance =
    gvariance && multiply(multiply(multiply(gvariance, share), twice), subtract(x, mean));
  return [throughMean, throughVariance];
}

function channelMoments(x: ReferenceTensor, mean: ReferenceTensor, variance: ReferenceTensor): void {
  const channels = mean.data.length;
  const count = x.data.length / channels;
  mean.data.fill(0);
  variance.data.fill(0);
  for (let i = 0; i < x.data.length; i++) mean.data[i % channels]! += x.data[i]! / count;
  for (let i = 0; i < x.data.length; i++)
    variance.data[i % channels]! += (x.data[i]! - mean.data[i % channels]!) ** 2 / count;
}

/** Batch normalization of x [..., C] by its own statistics, with its mean [C] and biased variance [C]. */
export function batchNorm(
  x: Value,
  gamma: Value,
  beta: Value,
  { epsilon }: BatchNormAttributes,
): { y: Value; mean: Value; variance: Value } {
  const [y, mean, variance] = x.graph.apply(batchNormOperation, [x, gamma, beta], { epsilon });
  return { y: y!, mean: mean!, variance: variance! };
}
