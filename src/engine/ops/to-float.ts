import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { requireTypes } from './input-types.ts';

type ToFloatAttributes = { readonly scale: number };

/** y = scale · x, bytes to floats. Any shape. */
export const toFloatOperation: Operation<ToFloatAttributes> = {
  name: 'toFloat',
  infer(inputs, _attributes, fail) {
    requireTypes(inputs, ['u8'], fail);
    return [{ shape: inputs[0]!.shape, dtype: 'f32' }];
  },
  isRowwise: () => true,
  evaluate([x], [y], { scale }) {
    for (let i = 0; i < x!.data.length; i++) y!.data[i] = x!.data[i]! * scale;
  },
  flops: ([x]) => sizeOf(x!.shape),
};

/** Bytes x as floats, times `scale`: 1/255 makes gray values 0…1. Not differentiable. */
export function toFloat(x: Value, scale: number): Value {
  return x.graph.apply(toFloatOperation, [x], { scale })[0]!;
}
