import type { Node, Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sameShape, sizeOf } from '../shape.ts';
import { add } from './add.ts';
import { type BatchNormAttributes, channelShape } from './channels.ts';
import { divide } from './divide.ts';
import { fill } from './fill.ts';
import { requireFloats } from './input-types.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { sqrt } from './sqrt.ts';
import { subtract } from './subtract.ts';
import { sumToShape } from './sum-to-shape.ts';

/**
 * With s = 1 / √(variance + epsilon), x̂ = (x − mean) · s, M elements a channel and sums over all axes but the last:
 * dbeta = Σ gy, dgamma = Σ gy · x̂, dx = gamma · s · (gy − dbeta / M − x̂ · dgamma / M).
 * x and gy [..., C], gamma, mean and variance [C] → dx [..., C], dgamma [C], dbeta [C].
 * Source: Ioffe and Szegedy, Batch Normalization, 2015, section 3, with the sums collected.
 */
export const batchNormGradientOperation: Operation<BatchNormAttributes> = {
  name: 'batchNormGradient',
  infer(inputs, _attributes, fail) {
    requireFloats(inputs, fail);
    const [x, gamma, mean, variance, gy] = inputs;
    const channels = channelShape(x!.shape, fail);
    if ([gamma, mean, variance].some(input => !sameShape(input!.shape, channels)))
      return fail(`gamma, mean and variance must be [${channels[0]}]`);
    if (!sameShape(gy!.shape, x!.shape)) return fail('gy must have the shape of x');
    return [x!.shape, channels, channels].map(shape => ({ shape, dtype: 'f32' }));
  },
  isRowwise: ([xBatched, , , , gyBatched]) => [xBatched! || gyBatched!, false, false],
  gradient: secondOrder,
  evaluate([x, gamma, mean, variance, gy], [dx, dgamma, dbeta], { epsilon }) {
    const channels = gamma!.data.length;
    const count = x!.data.length / channels;
    const scale = (c: number) => 1 / Math.sqrt(variance!.data[c]! + epsilon);
    const normalized = (i: number) => (x!.data[i]! - mean!.data[i % channels]!) * scale(i % channels);
    dgamma!.data.fill(0);
    dbeta!.data.fill(0);
    for (let i = 0; i < gy!.data.length; i++) {
      dgamma!.data[i % channels]! += gy!.data[i]! * normalized(i);
      dbeta!.data[i % channels]! += gy!.data[i]!;
    }
    for (let i = 0; i < gy!.data.length; i++) {
      const c = i % channels;
      const centered = gy!.data[i]! - dbeta!.data[c]! / count - (normalized(i) * dgamma!.data[c]!) / count;
      dx!.data[i] = gamma!.data[c]! * scale(c) * centered;
    }
  },
  flops: ([x]) => 12 * sizeOf(x!.shape),
};

/**
 * Reverse accumulation through the formula above, in primitive operations, so that any further order follows. Its five inputs
 * count as independent: how mean and variance depend on x is batchNorm's to say.
 * With r = gy − dbeta / M − x̂ · dgamma / M, dx = gamma · s · r.
 */
function secondOrder(
  { inputs, outputs, attributes: { epsilon } }: Node<BatchNormAttributes>,
  [vx, vgamma, vbeta]: readonly (Value | undefined)[],
): Value[] {
  const [x, gamma, mean, variance, gy] = inputs as [Value, Value, Value, Value, Value];
  const [, dgamma, dbeta] = outputs as [Value, Value, Value];
  const graph = x.graph;
  const share = graph.scalar(sizeOf(gamma.shape) / sizeOf(x.shape));
  const perChannel = (value: Value) => sumToShape(value, gamma.shape);
  const v = vx ?? fill(graph, x.shape, 0);

  const s = divide(graph.scalar(1), sqrt(add(variance, graph.scalar(epsilon))));
  const centered = subtract(x, mean);
  const normalized = multiply(centered, s);
  const slope = multiply(dgamma, share);
  const r = subtract(subtract(gy, multiply(dbeta, share)), multiply(normalized, slope));

  const vr = multiply(v, multiply(gamma, s));
  const throughGamma = multiply(perChannel(multiply(vr, normalized)), share);
  const vdgamma = vgamma ? subtract(vgamma, throughGamma) : negate(throughGamma);
  const throughBeta = multiply(perChannel(vr), share);
  const vdbeta = vbeta ? subtract(vbeta, throughBeta) : negate(throughBeta);
  const vnormalized = subtract(multiply(gy, vdgamma), multiply(vr, slope));
  const vrs = perChannel(multiply(v, r));
  const vs = add(multiply(vrs, gamma), perChannel(multiply(vnormalized, centered)));
  const vxThroughNormalized = multiply(vnormalized, s);
  const cube = multiply(s, multiply(s, s));
  return [
    vxThroughNormalized,
    multiply(vrs, s),
    negate(perChannel(vxThroughNormalized)),
    multiply(multiply(vs, cube), graph.scalar(-0.5)),
    add(vr, add(multiply(normalized, vdgamma), vdbeta)),
  ];
}

/** Gradients of batchNorm's y with respect to x [..., C], gamma and beta [C], given gy [..., C] and the statistics it gave. */
export function batchNormGradient(
  x: Value,
  gamma: Value,
  mean: Value,
  variance: Value,
  gy: Value,
  { epsilon }: BatchNormAttributes,
): { dx: Value; dgamma: Value; dbeta: Value } {
  const inputs = [x, gamma, mean, variance, gy];
  const [dx, dgamma, dbeta] = x.graph.apply(batchNormGradientOperation, inputs, { epsilon });
  return { dx: dx!, dgamma: dgamma!, dbeta: dbeta! };
}
