import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { requireOptimizerInputs } from './optimizer-scalars.ts';

type AdamAttributes = { readonly beta1: number; readonly beta2: number; readonly epsilon: number };

/**
 * m′ = β₁ · m + (1 − β₁) · g,  v′ = β₂ · v + (1 − β₂) · g²,
 * w′ = w − learningRate · (m′ · c₁) / (√(v′ · c₂) + ε) − decay · w
 * w, g, m, v of one shape; scalars [5] = (learningRate, c₁ = 1 / (1 − β₁ᵗ), c₂ = 1 / (1 − β₂ᵗ), decay = weight decay ·
 * learningRate, unused), written by the host each step t = 1, 2, … → w′, m′, v′.
 * Sources: Kingma and Ba, Adam, 2015, algorithm 1; Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019.
 */
export const adamOperation: Operation<AdamAttributes> = {
  name: 'adam',
  infer(inputs, _attributes, fail) {
    requireOptimizerInputs(inputs, fail);
    const { shape } = inputs[0]!;
    return [shape, shape, shape].map(shape => ({ shape, dtype: 'f32' }));
  },
  isRowwise: () => false,
  evaluate([w, g, m, v, scalars], [nextW, nextM, nextV], { beta1, beta2, epsilon }) {
    const [learningRate, c1, c2, decay] = scalars!.data as unknown as [number, number, number, number];
    for (let i = 0; i < w!.data.length; i++) {
      const gradient = g!.data[i]!;
      const first = beta1 * m!.data[i]! + (1 - beta1) * gradient;
      const second = beta2 * v!.data[i]! + (1 - beta2) * gradient * gradient;
      const step = (learningRate * (first * c1)) / (Math.sqrt(second * c2) + epsilon);
      nextM!.data[i] = first;
      nextV!.data[i] = second;
      nextW!.data[i] = w!.data[i]! - step - decay * w!.data[i]!;
    }
  },
  flops: ([w]) => 16 * sizeOf(w!.shape),
};

/** One step of Adam (with decoupled weight decay: AdamW): new weight and moments. Not differentiable. */
export function adam(
  w: Value,
  g: Value,
  m: Value,
  v: Value,
  scalars: Value,
  { beta1, beta2, epsilon }: AdamAttributes,
): { w: Value; m: Value; v: Value } {
  const next = w.graph.apply(adamOperation, [w, g, m, v, scalars], { beta1, beta2, epsilon });
  return { w: next[0]!, m: next[1]!, v: next[2]! };
}
