import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { stridesOf } from '../shape.ts';
import { requireFloats } from './input-types.ts';

type TransposeAttributes = { readonly permutation: readonly number[] };

/** Axis i of y is axis permutation[i] of x, as NumPy's transpose. */
export const transposeOperation: Operation<TransposeAttributes> = {
  name: 'transpose',
  infer(inputs, { permutation }, fail) {
    requireFloats(inputs, fail);
    const { shape } = inputs[0]!;
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== shape.length || sorted.some((axis, index) => axis !== index))
      return fail(`[${permutation.join(', ')}] is not an order of its ${shape.length} axes`);
    return [{ shape: permutation.map(axis => shape[axis]!), dtype: 'f32' }];
  },
  isRowwise: (_batched, _inputs, { permutation }) => permutation[0] === 0,
  gradient({ attributes: { permutation } }, [gradient]) {
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [transpose(gradient!, inverse)];
  },
  evaluate([x], [y], { permutation }) {
    const strides = stridesOf(x!.shape);
    for (let i = 0; i < y!.data.length; i++) {
      let rest = i;
      let source = 0;
      for (let axis = permutation.length - 1; axis >= 0; axis--) {
        const coordinate = rest % y!.shape[axis]!;
        rest = (rest - coordinate) / y!.shape[axis]!;
        source += coordinate * strides[permutation[axis]!]!;
      }
      y!.data[i] = x!.data[source]!;
    }
  },
  flops: () => 0,
};

/** x with its axes in another order: axis i of the result is axis permutation[i] of x. */
export function transpose(x: Value, permutation: readonly number[]): Value {
  return x.graph.apply(transposeOperation, [x], { permutation })[0]!;
}
