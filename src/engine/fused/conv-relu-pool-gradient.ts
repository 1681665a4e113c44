import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sameShape, sizeOf } from '../shape.ts';
import { DEAD } from './conv-relu-pool.ts';

export type ConvReluPoolGradientAttributes = { readonly needsInputGradient: boolean };

/**
 * Gradients of `convReluPool`. Only the winner of each window receives one: with p the winner's pixel and g its gradient,
 * gx[p + (a, b)] += g·w[a, b], gw[a, b] += g·x[p + (a, b)], gb += g.
 * x [N, H, W, C], w [3, 3, C, K], winners u8 and gy [N, ⌊H/2⌋, ⌊W/2⌋, K] → gx (shape of x), gw (of w), gb [K].
 * Where `needsInputGradient` is false gx is left zero.
 */
const convReluPoolGradientOperation: Operation<ConvReluPoolGradientAttributes> = {
  name: 'convReluPoolGradient',
  infer([x, w, winners, gy], _attributes, fail) {
    if (!sameShape(winners!.shape, gy!.shape)) return fail('winners and gy must have one shape');
    return [
      { shape: x!.shape, dtype: 'f32' },
      { shape: w!.shape, dtype: 'f32' },
      { shape: [w!.shape[3]!], dtype: 'f32' },
    ];
  },
  isRowwise: () => [true, false, false],
  evaluate([x, w, winners, gy], [gx, gw, gb], { needsInputGradient }) {
    const [, height, width, channels] = x!.shape as [number, number, number, number];
    const [batch, rows, columns, filters] = gy!.shape as [number, number, number, number];
    for (const output of [gx, gw, gb]) output!.data.fill(0);
    for (let at = 0; at < batch * rows * columns * filters; at++) {
      const code = winners!.data[at]!;
      if (code === DEAD) continue;
      const g = gy!.data[at]!;
      const k = at % filters;
      const window = (at - k) / filters;
      const j = 2 * (window % columns) + (code & 1);
      const i = 2 * (Math.floor(window / columns) % rows) + (code >> 1);
      const n = Math.floor(window / (columns * rows));
      gb!.data[k]! += g;
      for (let a = 0; a < 3; a++)
        for (let b = 0; b < 3; b++) {
          const row = i + a - 1;
          const column = j + b - 1;
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          for (let c = 0; c < channels; c++) {
            const pixel = ((n * height + row) * width + column) * channels + c;
            const tap = ((3 * a + b) * channels + c) * filters + k;
            gw!.data[tap]! += g * x!.data[pixel]!;
            if (needsInputGradient) gx!.data[pixel]! += g * w!.data[tap]!;
          }
        }
    }
  },
  flops: ([x, w]) => (4 * sizeOf(x!.shape) * sizeOf(w!.shape)) / w!.shape[2]!,
};

/** Returns [gx, gw, gb]; see the operation. */
export function convReluPoolGradient(
  x: Value,
  w: Value,
  winners: Value,
  gy: Value,
  attributes: ConvReluPoolGradientAttributes,
): readonly Value[] {
  return x.graph.apply(convReluPoolGradientOperation, [x, w, winners, gy], attributes);
}
