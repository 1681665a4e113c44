import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { requireFloats } from './input-types.ts';
import { upsample2dGradient } from './upsample2d-gradient.ts';

export type UpsampleAttributes = { readonly factor: number };

/** y[n, i, j, c] = x[n, ⌊i / factor⌋, ⌊j / factor⌋, c]: x [N, H, W, C] → y [N, factor·H, factor·W, C]. */
export const upsample2dOperation: Operation<UpsampleAttributes> = {
  name: 'upsample2d',
  infer(inputs, { factor }, fail) {
    requireFloats(inputs, fail);
    const [batch, height, width, channels] = inputs[0]!.shape as [number, number, number, number];
    if (inputs[0]!.shape.length !== 4) return fail('needs an image [N, H, W, C]');
    if (!Number.isInteger(factor) || factor < 1)
      return fail(`the factor ${factor} is not a positive integer`);
    return [{ shape: [batch, height * factor, width * factor, channels], dtype: 'f32' }];
  },
  isRowwise: () => true,
  gradient: ({ attributes: { factor } }, [gradient]) => [upsample2dGradient(gradient!, factor)],
  evaluate([x], [y], { factor }) {
    const [, height, width, channels] = x!.shape as [number, number, number, number];
    const [batch, outputHeight, outputWidth] = y!.shape as [number, number, number];
    for (let n = 0; n < batch; n++)
      for (let i = 0; i < outputHeight; i++)
        for (let j = 0; j < outputWidth; j++)
          for (let c = 0; c < channels; c++) {
            const row = n * height + Math.floor(i / factor);
            const source = (row * width + Math.floor(j / factor)) * channels + c;
            y!.data[((n * outputHeight + i) * outputWidth + j) * channels + c] = x!.data[source]!;
          }
  },
  flops: () => 0,
};

/** x [N, H, W, C] with every pixel repeated factor × factor times (nearest neighbor). */
export function upsample2d(x: Value, factor: number): Value {
  return x.graph.apply(upsample2dOperation, [x], { factor })[0]!;
}
