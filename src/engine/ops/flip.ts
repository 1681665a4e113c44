import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { stridesOf } from '../shape.ts';
import { requireFloats } from './input-types.ts';

type FlipAttributes = { readonly axis: number };

/** y[…, i, …] = x[…, size − 1 − i, …] along one axis. */
export const flipOperation: Operation<FlipAttributes> = {
  name: 'flip',
  infer(inputs, { axis }, fail) {
    requireFloats(inputs, fail);
    const { shape } = inputs[0]!;
    if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length)
      return fail(`there is no axis ${axis} among its ${shape.length}`);
    return [{ shape, dtype: 'f32' }];
  },
  isRowwise: (_batched, _inputs, { axis }) => axis !== 0,
  gradient: ({ attributes: { axis } }, [gradient]) => [flip(gradient!, axis)],
  evaluate([x], [y], { axis }) {
    const stride = stridesOf(x!.shape)[axis]!;
    const size = x!.shape[axis]!;
    for (let i = 0; i < y!.data.length; i++) {
      const coordinate = Math.floor(i / stride) % size;
      y!.data[i] = x!.data[i + (size - 1 - 2 * coordinate) * stride]!;
    }
  },
  flops: () => 0,
};

/** x with the order along `axis` reversed, as NumPy's flip. */
export function flip(x: Value, axis: number): Value {
  return x.graph.apply(flipOperation, [x], { axis })[0]!;
}
