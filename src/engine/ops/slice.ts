import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { formatShape, type Shape } from '../shape.ts';
import { blockIndex } from './block-index.ts';
import { requireFloats } from './input-types.ts';
import { pad } from './pad.ts';

type SliceAttributes = { readonly begin: readonly number[]; readonly size: Shape };

/** y[i, j, …] = x[begin₀ + i, begin₁ + j, …], y of shape `size`. */
export const sliceOperation: Operation<SliceAttributes> = {
  name: 'slice',
  infer(inputs, { begin, size }, fail) {
    requireFloats(inputs, fail);
    const { shape } = inputs[0]!;
    const isInside = shape.every(
      (full, i) => begin[i]! >= 0 && size[i]! >= 0 && begin[i]! + size[i]! <= full,
    );
    if (begin.length !== shape.length || size.length !== shape.length || !isInside)
      return fail(`a block ${formatShape(size)} at ${formatShape(begin)} is not inside`);
    return [{ shape: size, dtype: 'f32' }];
  },
  isRowwise: (_batched, [x], { size }) => x!.shape[0] === size[0],
  gradient({ inputs: [x], attributes: { begin, size } }, [gradient]) {
    const after = x!.shape.map((full, i) => full - begin[i]! - size[i]!);
    return [pad(gradient!, begin, after)];
  },
  evaluate([x], [y], { begin }) {
    const place = blockIndex(y!.shape, x!.shape, begin);
    for (let i = 0; i < y!.data.length; i++) y!.data[i] = x!.data[place(i)]!;
  },
  flops: () => 0,
};

/** The block of x of shape `size` that begins at index `begin`. */
export function slice(x: Value, begin: readonly number[], size: Shape): Value {
  return x.graph.apply(sliceOperation, [x], { begin, size })[0]!;
}
