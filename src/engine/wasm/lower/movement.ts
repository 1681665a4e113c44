import type { Node, Value } from '../../graph.ts';
import { type Shape, sizeOf, stridesOf } from '../../shape.ts';
import { bytesPerElement, type Lowering, type LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import type { Address } from '../storage.ts';
import { forElements, forRows, type Range, rowSize } from './ranges.ts';
import { broadcastStrides, collapse, padAxes, type StridedLoops } from './strided.ts';

/** A call that copies 4-byte elements from x to y over `loops`, whose strides are of [x, y]. */
export function stridedCopy(x: Address, y: Address, loops: StridedLoops): Call {
  const { sizes, strides } = padAxes(collapse(loops));
  const [xStrides, yStrides] = strides as [number[], number[]];
  return {
    kernel: 'copyStrided',
    args: [x, y, ...sizes, ...xStrides.map(stride => 4 * stride), ...yStrides.map(stride => 4 * stride)],
  };
}

/** Copies rows of y (axis 0) from x, read with strides `xStrides` along the axes of y, from element `xOffset` on. */
function copyRows(node: Node, context: LoweringContext, xStrides: readonly number[], xOffset = 0): void {
  const [x] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  const yStrides = stridesOf(y.shape);
  forRows(y, context, 0, ({ start, count }) => [
    stridedCopy(
      context.read(x, xOffset + start * (xStrides[0] ?? 0)),
      context.write(y, start * (yStrides[0] ?? 0)),
      { sizes: y.shape.length === 0 ? [] : [count, ...y.shape.slice(1)], strides: [xStrides, yStrides] },
    ),
  ]);
}

export const broadcastTo: Lowering = {
  lower(node, context) {
    copyRows(node, context, broadcastStrides(node.inputs[0]!.shape, node.outputs[0]!.shape));
  },
};

export const transpose: Lowering = {
  lower(node, context) {
    const { permutation } = node.attributes as { permutation: readonly number[] };
    const strides = stridesOf(node.inputs[0]!.shape);
    copyRows(
      node,
      context,
      permutation.map(axis => strides[axis]!),
    );
  },
};

export const flip: Lowering = {
  lower(node, context) {
    const { axis } = node.attributes as { axis: number };
    const { shape } = node.inputs[0]!;
    const strides = stridesOf(shape);
    const last = (shape[axis]! - 1) * strides[axis]!;
    copyRows(node, context, strides.with(axis, -strides[axis]!), last);
  },
};

/** Pixels repeated: y seen as [N·H, factor, W, factor, C]. */
export const upsample2d: Lowering = {
  lower(node, context) {
    const [x] = node.inputs as [Value];
    const [y] = node.outputs as [Value];
    const { factor } = node.attributes as { factor: number };
    const [, height, width, channels] = x.shape as [number, number, number, number];
    const axes = [factor, width, factor, channels];
    const strides = [[width * channels, 0, channels, 0, 1], stridesOf([1, ...axes])];
    forRows(y, context, 0, ({ start, count }) => [
      stridedCopy(context.read(x, start * rowSize(x)), context.write(y, start * rowSize(y)), {
        sizes: [count * height, ...axes],
        strides,
      }),
    ]);
  },
};

export const slice: Lowering = {
  lower(node, context) {
    const { begin } = node.attributes as { begin: readonly number[] };
    const strides = stridesOf(node.inputs[0]!.shape);
    copyRows(node, context, strides, elementAt(begin, strides));
  },
};

/** Zeros, then x among them. */
export const pad: Lowering = {
  lower(node, context) {
    const [x] = node.inputs as [Value];
    const [y] = node.outputs as [Value];
    const { before, after } = node.attributes as { before: readonly number[]; after: readonly number[] };
    const strides = stridesOf(y.shape);
    const rows = ({ start, count }: Range): Call[] => [
      { kernel: 'fillFloats', args: [context.write(y, start * rowSize(y)), count * rowSize(y), 0] },
      copyBlock(context, x, y, before, { start, count }),
    ];
    const keepsRows = (before[0] ?? 0) === 0 && (after[0] ?? 0) === 0;
    if (keepsRows) return forRows(y, context, 0, rows);
    const place = context.write(y, elementAt(before, strides));
    const copy = stridedCopy(context.read(x), place, {
      sizes: x.shape,
      strides: [stridesOf(x.shape), strides],
    });
    context.tasks(0, [[{ kernel: 'fillFloats', args: [context.write(y), sizeOf(y.shape), 0] }, copy]]);
  },
};

/** Copies rows of x to where they lie in y when x begins at index `begin` of y. */
function copyBlock(
  context: LoweringContext,
  x: Value,
  y: Value,
  begin: readonly number[],
  { start, count }: Range,
): Call {
  const strides = stridesOf(y.shape);
  return stridedCopy(
    context.read(x, start * rowSize(x)),
    context.write(y, elementAt(begin, strides) + start * rowSize(y)),
    {
      sizes: x.shape.length === 0 ? [] : [count, ...x.shape.slice(1)],
      strides: [stridesOf(x.shape), strides],
    },
  );
}

const elementAt = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, coordinate, axis) => sum + coordinate * strides[axis]!, 0);

export const reshape: Lowering = {
  lower(node, context) {
    const [x] = node.inputs as [Value];
    const [y] = node.outputs as [Value];
    if (context.alias(y, x)) return;
    const bytes = bytesPerElement(y.dtype);
    forElements(y, context, 0, ({ start, count }: Range) => [
      { kernel: 'copyBytes', args: [context.read(x, start), context.write(y, start), count * bytes] },
    ]);
  },
};

export const fill: Lowering = {
  lower(node, context) {
    const [y] = node.outputs as [Value];
    const { value } = node.attributes as { shape: Shape; value: number };
    forElements(y, context, 0, ({ start, count }) => [
      { kernel: 'fillFloats', args: [context.write(y, start), count, value] },
    ]);
  },
};
