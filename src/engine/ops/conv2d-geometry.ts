import { EngineError } from '../../errors.ts';
import type { Shape } from '../shape.ts';

export type Conv2dAttributes = { readonly stride: number; readonly padding: 'same' | 'valid' };

interface Geometry {
  readonly outputHeight: number;
  readonly outputWidth: number;
  /** Rows and columns of zeros before the image. */
  readonly top: number;
  readonly left: number;
}

/** Output size and padding of a convolution of x [N, H, W, C] with w [KH, KW, C, O]. */
export function convolutionGeometry(
  x: Shape,
  w: Shape,
  { stride, padding }: Conv2dAttributes,
  fail: (reason: string) => never = reason => {
    throw new EngineError(`conv2d: ${reason}`);
  },
): Geometry {
  if (!Number.isInteger(stride) || stride < 1) return fail(`a stride of ${stride} is not a positive integer`);
  const [outputHeight, top] = alongAxis(x[1]!, w[0]!, stride, padding);
  const [outputWidth, left] = alongAxis(x[2]!, w[1]!, stride, padding);
  if (outputHeight < 1 || outputWidth < 1) return fail('the kernel is larger than the image');
  return { outputHeight, outputWidth, top, left };
}

function alongAxis(
  size: number,
  kernel: number,
  stride: number,
  padding: 'same' | 'valid',
): [number, number] {
  if (padding === 'valid') return [Math.floor((size - kernel) / stride) + 1, 0];
  const output = Math.ceil(size / stride);
  const missing = Math.max(0, (output - 1) * stride + kernel - size);
  return [output, Math.floor(missing / 2)];
}
