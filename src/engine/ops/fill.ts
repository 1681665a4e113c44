import type { Graph, Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import type { Shape } from '../shape.ts';

type FillAttributes = { readonly shape: Shape; readonly value: number };

/** y[i] = value. No inputs. */
export const fillOperation: Operation<FillAttributes> = {
  name: 'fill',
  infer: (_inputs, { shape }) => [{ shape, dtype: 'f32' }],
  isRowwise: () => true,
  gradient: () => [],
  evaluate(_inputs, [y], { value }) {
    y!.data.fill(value);
  },
  flops: () => 0,
};

/** A float tensor whose elements are all `value`. */
export function fill(graph: Graph, shape: Shape, value: number): Value {
  return graph.apply(fillOperation, [], { shape, value })[0]!;
}
