import type { Shape } from '../shape.ts';

/** `epsilon` is added to variances, so that a channel without any does not divide by zero. */
export type BatchNormAttributes = { readonly epsilon: number };

/** [C] of x [..., C]. */
export function channelShape(x: Shape, fail: (reason: string) => never): Shape {
  if (x.length < 2) return fail('needs a batch [..., C] of at least two axes');
  return x.slice(-1);
}
