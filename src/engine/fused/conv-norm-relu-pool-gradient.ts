import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { batchNormOperation } from '../ops/batch-norm.ts';
import { batchNormGradientOperation } from '../ops/batch-norm-gradient.ts';
import { conv2dOperation } from '../ops/conv2d.ts';
import { conv2dFilterGradientOperation } from '../ops/conv2d-filter-gradient.ts';
import { conv2dInputGradientOperation } from '../ops/conv2d-input-gradient.ts';
import { maxPool2dGradientOperation } from '../ops/max-pool2d-gradient.ts';
import { multiplyOperation } from '../ops/multiply.ts';
import { positiveOperation } from '../ops/positive.ts';
import { reluOperation } from '../ops/relu.ts';
import { sizeOf } from '../shape.ts';
import { HALVE, SAME } from './conv-norm-relu-pool.ts';
import { copyResults, evaluatePlainly } from './plain-evaluation.ts';

export type ConvNormReluPoolGradientAttributes = {
  readonly epsilon: number;
  readonly needsInputGradient: boolean;
};

/**
 * Gradients of `convNormReluPool`'s y. x [N, H, W, C], w [3, 3, C, K], gamma and beta [K], y (the block's output, by which a compiler
 * finds what the forward pass left) and gy [N, ⌊H/2⌋, ⌊W/2⌋, K] → gx (shape of x; zero where `needsInputGradient` is false), gw, ggamma, gbeta.
 */
const convNormReluPoolGradientOperation: Operation<ConvNormReluPoolGradientAttributes> = {
  name: 'convNormReluPoolGradient',
  infer([x, w, gamma, beta]) {
    return [x!, w!, gamma!, beta!].map(({ shape }) => ({ shape, dtype: 'f32' }));
  },
  isRowwise: ([x]) => [x!, false, false, false],
  evaluate([x, w, gamma, beta, , gy], outputs, { epsilon, needsInputGradient }) {
    const [z] = evaluatePlainly(conv2dOperation, [x!, w!], SAME);
    const [normalized, mean, variance] = evaluatePlainly(batchNormOperation, [z!, gamma!, beta!], {
      epsilon,
    });
    const [activation] = evaluatePlainly(reluOperation, [normalized!], {});
    const [unpooled] = evaluatePlainly(maxPool2dGradientOperation, [activation!, gy!], HALVE);
    const [live] = evaluatePlainly(positiveOperation, [activation!], {});
    const [gn] = evaluatePlainly(multiplyOperation, [unpooled!, live!], {});
    const norm = [z!, gamma!, mean!, variance!, gn!];
    const [gz, ggamma, gbeta] = evaluatePlainly(batchNormGradientOperation, norm, { epsilon });
    const [gw] = evaluatePlainly(conv2dFilterGradientOperation, [x!, gz!], {
      ...SAME,
      filterShape: w!.shape,
    });
    copyResults([gw!, ggamma!, gbeta!], outputs.slice(1));
    outputs[0]!.data.fill(0);
    if (!needsInputGradient) return;
    copyResults(
      evaluatePlainly(conv2dInputGradientOperation, [gz!, w!], { ...SAME, inputShape: x!.shape }),
      outputs,
    );
  },
  flops: ([x, w]) => (4 * sizeOf(x!.shape) * sizeOf(w!.shape)) / w!.shape[2]!,
};

/** Returns [gx, gw, ggamma, gbeta]; see the operation. */
export function convNormReluPoolGradient(
  inputs: { x: Value; w: Value; gamma: Value; beta: Value; y: Value; gy: Value },
  attributes: ConvNormReluPoolGradientAttributes,
): readonly Value[] {
  const { x, w, gamma, beta, y, gy } = inputs;
  return x.graph.apply(convNormReluPoolGradientOperation, [x, w, gamma, beta, y, gy], attributes);
}
