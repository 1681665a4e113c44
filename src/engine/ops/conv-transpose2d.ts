import type { Value } from '../graph.ts';
import type { Shape } from '../shape.ts';
import type { Conv2dAttributes } from './conv2d-geometry.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';

interface ConvTranspose2dOptions extends Conv2dAttributes {
  /** [N, OH, OW, Cout], where the default is not wanted: a convolution of this shape must give the shape of x. */
  readonly outputShape?: Shape;
}

/**
 * Transposed convolution of x [N, H, W, Cin] with w [KH, KW, Cout, Cin] (Keras's kernel layout) → [N, OH, OW, Cout]: what
 * conv2d's gradient does to an image. As Keras, OH = H · stride for `same` and H · stride + max(KH − stride, 0) for `valid`.
 */
export function convTranspose2d(x: Value, w: Value, options: ConvTranspose2dOptions): Value {
  const { stride, padding, outputShape } = options;
  const size = (axis: 1 | 2) => {
    const beyond = padding === 'valid' ? Math.max(w.shape[axis - 1]! - stride, 0) : 0;
    return x.shape[axis]! * stride + beyond;
  };
  const shape = outputShape ?? [x.shape[0]!, size(1), size(2), w.shape[2]!];
  return conv2dInputGradient(x, w, shape, { stride, padding });
}
