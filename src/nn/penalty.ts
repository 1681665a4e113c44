import { absolute, add, multiply, square, sum, type Value } from '../engine/index.ts';

export interface PenaltyOptions {
  /** λ₁ of λ₁ · Σ|w|. */
  readonly l1: number;
  /** λ₂ of λ₂ · Σw², whose gradient is 2 λ₂ w, as in Keras. */
  readonly l2: number;
}

/** λ₁ · Σ|w| + λ₂ · Σw² over the penalized kernels, a scalar; undefined when there is none. */
export function penalty(kernels: readonly Value[], { l1, l2 }: PenaltyOptions): Value | undefined {
  const terms = kernels.flatMap(kernel => [
    ...(l1 > 0 ? [multiply(sum(absolute(kernel)), kernel.graph.scalar(l1))] : []),
    ...(l2 > 0 ? [multiply(sum(square(kernel)), kernel.graph.scalar(l2))] : []),
  ]);
  return terms.length > 0 ? terms.reduce(add) : undefined;
}
