import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { batchNormOperation } from '../ops/batch-norm.ts';
import type { BatchNormAttributes } from '../ops/channels.ts';
import { conv2dOperation } from '../ops/conv2d.ts';
import { maxPool2dOperation } from '../ops/max-pool2d.ts';
import { reluOperation } from '../ops/relu.ts';
import { sizeOf } from '../shape.ts';
import { copyResults, evaluatePlainly } from './plain-evaluation.ts';

export const SAME = { stride: 1, padding: 'same' } as const;
export const HALVE = { size: 2, stride: 2 } as const;

/**
 * y = maxPool2d(relu(batchNorm(conv2d(x, w)))): 3×3 same convolution, normalization by the batch's own statistics, 2×2 pooling that drops
 * odd last rows and columns. x [N, H, W, C], w [3, 3, C, K], gamma and beta [K] → y [N, ⌊H/2⌋, ⌊W/2⌋, K], mean [K], variance [K] of the
 * convolution (biased).
 */
const convNormReluPoolOperation: Operation<BatchNormAttributes> = {
  name: 'convNormReluPool',
  infer([x, w, gamma, beta], _attributes, fail) {
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    const [rows, columns, inputs, filters] = w!.shape as [number, number, number, number];
    if (rows !== 3 || columns !== 3 || inputs !== channels) return fail(`w must be [3, 3, ${channels}, K]`);
    if ([gamma, beta].some(vector => vector!.shape.length !== 1 || vector!.shape[0] !== filters))
      return fail(`gamma and beta must be [${filters}]`);
    const pooled = [batch, Math.floor(height / 2), Math.floor(width / 2), filters];
    return [pooled, [filters], [filters]].map(shape => ({ shape, dtype: 'f32' }));
  },
  isRowwise: ([x]) => [x!, false, false],
  evaluate([x, w, gamma, beta], outputs, attributes) {
    const [z] = evaluatePlainly(conv2dOperation, [x!, w!], SAME);
    const [normalized, mean, variance] = evaluatePlainly(batchNormOperation, [z!, gamma!, beta!], attributes);
    const [activation] = evaluatePlainly(reluOperation, [normalized!], {});
    const [y] = evaluatePlainly(maxPool2dOperation, [activation!], HALVE);
    copyResults([y!, mean!, variance!], outputs);
  },
  flops: ([x, w]) => (2 * sizeOf(x!.shape) * sizeOf(w!.shape)) / w!.shape[2]!,
};

/** The fused block; returns [y, mean, variance]. Put in place by the compiler; it has no gradient of its own. */
export function convNormReluPool(
  x: Value,
  w: Value,
  gamma: Value,
  beta: Value,
  attributes: BatchNormAttributes,
): readonly Value[] {
  return x.graph.apply(convNormReluPoolOperation, [x, w, gamma, beta], attributes);
}
