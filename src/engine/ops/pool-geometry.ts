import type { ReferenceTensor } from '../operation.ts';
import { formatShape, type Shape, sameShape, type TensorType } from '../shape.ts';
import { requireFloats } from './input-types.ts';

/** Windows of size × size pixels, `stride` pixels apart, without padding; what is left at the bottom and right is dropped. */
export type PoolAttributes = { readonly size: number; readonly stride: number };

/** Shape [N, ⌊(H − size) / stride⌋ + 1, ⌊(W − size) / stride⌋ + 1, C] of the pooled x [N, H, W, C]. */
export function pooledShape(
  x: Shape,
  { size, stride }: PoolAttributes,
  fail: (reason: string) => never,
): Shape {
  const [batch, height, width, channels] = x as [number, number, number, number];
  if (x.length !== 4) return fail('needs an image [N, H, W, C]');
  if (![size, stride].every(value => Number.isInteger(value) && value > 0))
    return fail(`size ${size} and stride ${stride} must be positive integers`);
  if (height < size || width < size) return fail(`a window of ${size}×${size} is larger than the image`);
  return [batch, Math.floor((height - size) / stride) + 1, Math.floor((width - size) / stride) + 1, channels];
}

/** Refuses a gradient g that has not the shape of the pooled image x. */
export function requirePooled(
  x: Shape,
  g: TensorType,
  attributes: PoolAttributes,
  fail: (reason: string) => never,
): void {
  requireFloats([g], fail);
  const pooled = pooledShape(x, attributes, fail);
  if (!sameShape(g.shape, pooled)) fail(`the gradient must be ${formatShape(pooled)}`);
}

/** Calls `visit` with the flat index of each element of the pooled image and those of the pixels of its window, row by row. */
export function forEachWindow(
  x: Shape,
  y: Shape,
  { size, stride }: PoolAttributes,
  visit: (output: number, window: readonly number[]) => void,
): void {
  const [, height, width, channels] = x as [number, number, number, number];
  const [batch, outputHeight, outputWidth] = y as [number, number, number];
  let output = 0;
  for (let n = 0; n < batch; n++)
    for (let i = 0; i < outputHeight; i++)
      for (let j = 0; j < outputWidth; j++)
        for (let c = 0; c < channels; c++) {
          const window: number[] = [];
          for (let a = 0; a < size; a++)
            for (let b = 0; b < size; b++)
              window.push(((n * height + i * stride + a) * width + j * stride + b) * channels + c);
          visit(output++, window);
        }
}

/** The pixel of `window` that wins: the first of the largest. */
export function firstLargest(x: ReferenceTensor, window: readonly number[]): number {
  return window.reduce((best, pixel) => (x.data[pixel]! > x.data[best]! ? pixel : best));
}
