import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { broadcastTo } from './broadcast-to.ts';
import { broadcastIndex } from './broadcasting.ts';
import { requireFloats } from './input-types.ts';
import { reshape } from './reshape.ts';

type SumAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };

/** y = Σ x over `axes`; with keepDims they stay as axes of size 1. */
export const sumOperation: Operation<SumAttributes> = {
  name: 'sum',
  infer(inputs, { axes, keepDims }, fail) {
    requireFloats(inputs, fail);
    const { shape } = inputs[0]!;
    const wrong = axes.find(axis => !Number.isInteger(axis) || axis < 0 || axis >= shape.length);
    if (wrong !== undefined) return fail(`there is no axis ${wrong}`);
    if (new Set(axes).size !== axes.length) return fail(`an axis is named twice in [${axes.join(', ')}]`);
    const kept = shapeWithOnes(shape, axes);
    return [{ shape: keepDims ? kept : shape.filter((_, axis) => !axes.includes(axis)), dtype: 'f32' }];
  },
  isRowwise: (_batched, _inputs, { axes }) => !axes.includes(0),
  gradient({ inputs: [x], attributes: { axes } }, [gradient]) {
    return [broadcastTo(reshape(gradient!, shapeWithOnes(x!.shape, axes)), x!.shape)];
  },
  evaluate([x], [y], { axes }) {
    const index = broadcastIndex(shapeWithOnes(x!.shape, axes), x!.shape);
    y!.data.fill(0);
    for (let i = 0; i < x!.data.length; i++) y!.data[index(i)]! += x!.data[i]!;
  },
  flops: ([x]) => sizeOf(x!.shape),
};

function shapeWithOnes(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** Sum over `axes` (all of them by default; negative ones count from the last). */
export function sum(
  x: Value,
  axes: readonly number[] = x.shape.map((_, axis) => axis),
  { keepDims = false }: { keepDims?: boolean } = {},
): Value {
  const counted = axes.map(axis => (axis < 0 ? axis + x.shape.length : axis));
  return x.graph.apply(sumOperation, [x], { axes: counted, keepDims })[0]!;
}
