import type { Value } from '../graph.ts';
import type { Operation, ReferenceTensor } from '../operation.ts';
import { sizeOf } from '../shape.ts';

/** Stands where the ReLU cut a window off: none of its pixels is positive. */
export const DEAD = 4;

/**
 * y = maxPool2d(relu(conv2d(x, w) + b)): 3×3 same convolution, 2×2 pooling that drops odd last rows and columns.
 * x [N, H, W, C], w [3, 3, C, K], b [K] → y [N, ⌊H/2⌋, ⌊W/2⌋, K] and winners (u8, the shape of y): 2·row + column of the first
 * largest of the window's four values, or DEAD.
 */
const convReluPoolOperation: Operation = {
  name: 'convReluPool',
  infer([x, w, b], _attributes, fail) {
    if (x!.shape.length !== 4 || w!.shape.length !== 4)
      return fail('needs x [N, H, W, C] and w [3, 3, C, K]');
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    const [rows, columns, inputs, filters] = w!.shape as [number, number, number, number];
    if (rows !== 3 || columns !== 3 || inputs !== channels) return fail(`w must be [3, 3, ${channels}, K]`);
    if (b!.shape.length !== 1 || b!.shape[0] !== filters) return fail(`b must be [${filters}]`);
    const shape = [batch, Math.floor(height / 2), Math.floor(width / 2), filters];
    return [
      { shape, dtype: 'f32' },
      { shape, dtype: 'u8' },
    ];
  },
  isRowwise: ([x, w, b]) => x! && !w && !b,
  evaluate([x, w, b], [y, winners]) {
    const [batch, height, width, filters] = y!.shape as [number, number, number, number];
    for (let n = 0; n < batch; n++)
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++)
          for (let k = 0; k < filters; k++) {
            const at = ((n * height + i) * width + j) * filters + k;
            let best = 0;
            winners!.data[at] = DEAD;
            for (let code = 0; code < 4; code++) {
              const z = convolveAt(x!, w!, n, 2 * i + (code >> 1), 2 * j + (code & 1), k) + b!.data[k]!;
              if (z <= best) continue;
              best = z;
              winners!.data[at] = code;
            }
            y!.data[at] = best;
          }
  },
  flops: ([x, w]) => (2 * sizeOf(x!.shape) * sizeOf(w!.shape)) / w!.shape[2]!,
};

function convolveAt(
  x: ReferenceTensor,
  w: ReferenceTensor,
  n: number,
  i: number,
  j: number,
  k: number,
): number {
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const filters = w.shape[3]!;
  let sum = 0;
  for (let a = 0; a < 3; a++)
    for (let b = 0; b < 3; b++) {
      const row = i + a - 1;
      const column = j + b - 1;
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const pixel = ((n * height + row) * width + column) * channels;
      for (let c = 0; c < channels; c++)
        sum += x.data[pixel + c]! * w.data[((3 * a + b) * channels + c) * filters + k]!;
    }
  return sum;
}

/** The fused block; returns [y, winners]. Put in place by the compiler; it has no gradient of its own. */
export function convReluPool(x: Value, w: Value, b: Value): readonly Value[] {
  return x.graph.apply(convReluPoolOperation, [x, w, b], {});
}
