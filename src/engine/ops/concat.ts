import { EngineError } from '../../errors.ts';
import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import type { Shape } from '../shape.ts';
import { blockIndex } from './block-index.ts';
import { requireFloats } from './input-types.ts';
import { slice } from './slice.ts';

type ConcatAttributes = { readonly axis: number };

/** y holds its inputs one behind the other along `axis`; their other sizes are equal. */
export const concatOperation: Operation<ConcatAttributes> = {
  name: 'concat',
  infer(inputs, { axis }, fail) {
    requireFloats(inputs, fail);
    const first = inputs[0]!.shape;
    if (!(axis >= 0 && axis < first.length)) return fail(`there is no axis ${axis}`);
    const fits = (shape: Shape) =>
      shape.length === first.length && shape.every((size, i) => i === axis || size === first[i]);
    if (!inputs.every(input => fits(input.shape))) return fail(`only axis ${axis} may differ`);
    const total = inputs.reduce((sum, input) => sum + input.shape[axis]!, 0);
    return [{ shape: first.map((size, i) => (i === axis ? total : size)), dtype: 'f32' }];
  },
  isRowwise: (_batched, _inputs, { axis }) => axis !== 0,
  gradient({ inputs, attributes: { axis } }, [gradient]) {
    const starts = startsAlong(inputs, axis);
    return inputs.map(({ shape }, index) => slice(gradient!, beginAt(shape, axis, starts[index]!), shape));
  },
  evaluate(inputs, [y], { axis }) {
    const starts = startsAlong(inputs, axis);
    inputs.forEach(({ shape, data }, index) => {
      const place = blockIndex(shape, y!.shape, beginAt(shape, axis, starts[index]!));
      for (let i = 0; i < data.length; i++) y!.data[place(i)] = data[i]!;
    });
  },
  flops: () => 0,
};

function startsAlong(inputs: readonly { readonly shape: Shape }[], axis: number): number[] {
  let next = 0;
  return inputs.map(({ shape }) => {
    const start = next;
    next += shape[axis]!;
    return start;
  });
}

const beginAt = (shape: Shape, axis: number, start: number) => shape.map((_, i) => (i === axis ? start : 0));

/** `values` one behind the other along `axis` (negative: from the last). */
export function concat(values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (!first) throw new EngineError('concat: there are no values');
  const counted = axis < 0 ? axis + first.shape.length : axis;
  return first.graph.apply(concatOperation, values, { axis: counted })[0]!;
}
