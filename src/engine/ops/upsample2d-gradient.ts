import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { requireFloats } from './input-types.ts';
import { forEachWindow } from './pool-geometry.ts';
import { type UpsampleAttributes, upsample2d } from './upsample2d.ts';

/** dx[n, i, j, c] = Σ_{a, b < factor} g[n, factor·i + a, factor·j + b, c]: g [N, factor·H, factor·W, C] → dx [N, H, W, C]. */
export const upsample2dGradientOperation: Operation<UpsampleAttributes> = {
  name: 'upsample2dGradient',
  infer(inputs, { factor }, fail) {
    requireFloats(inputs, fail);
    const [batch, height, width, channels] = inputs[0]!.shape as [number, number, number, number];
    if (inputs[0]!.shape.length !== 4) return fail('needs an image [N, H, W, C]');
    if (height % factor !== 0 || width % factor !== 0)
      return fail(`height and width must be multiples of the factor ${factor}`);
    return [{ shape: [batch, height / factor, width / factor, channels], dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient: ({ attributes: { factor } }, [gradient]) => [upsample2d(gradient!, factor)],
  evaluate([g], [dx], { factor }) {
    forEachWindow(g!.shape, dx!.shape, { size: factor, stride: factor }, (output, window) => {
      dx!.data[output] = window.reduce((sum, pixel) => sum + g!.data[pixel]!, 0);
    });
  },
  flops: ([g]) => sizeOf(g!.shape),
};

/** Gradient of upsample2d given that of its result: the sum over each block of factor × factor pixels. */
export function upsample2dGradient(g: Value, factor: number): Value {
  return g.graph.apply(upsample2dGradientOperation, [g], { factor })[0]!;
}
