import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { type Shape, sizeOf } from '../shape.ts';

export type ToImagesAttributes = { readonly scale: number; readonly shape: Shape };

/** y = x · scale as images of one channel: x u8 [N, H·W] → y [N, H, W, 1] = `shape`. */
const toImagesOperation: Operation<ToImagesAttributes> = {
  name: 'toImages',
  infer([x], { shape }, fail) {
    if (x!.dtype !== 'u8' || sizeOf(x!.shape) !== sizeOf(shape))
      return fail('needs x u8 of as many elements');
    return [{ shape, dtype: 'f32' }];
  },
  isRowwise: () => true,
  evaluate([x], [y], { scale }) {
    for (let i = 0; i < x!.data.length; i++) y!.data[i] = x!.data[i]! * scale;
  },
  flops: ([x]) => sizeOf(x!.shape),
};

/** Bytes to images; put in place by the compiler for `toFloat` and `reshape`, so that images are made where they are wanted. */
export function toImages(x: Value, attributes: ToImagesAttributes): Value {
  return x.graph.apply(toImagesOperation, [x], attributes)[0]!;
}
