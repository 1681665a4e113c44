import type { Value } from '../../graph.ts';
import { type Conv2dAttributes, convolutionGeometry } from '../../ops/conv2d-geometry.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import type { Address, Storage } from '../storage.ts';
import { at } from './addresses.ts';
import { stridedCopy } from './movement.ts';
import { packRightOperand } from './panels.ts';
import { equalRanges, flopsOf, forRows, type Range, rowSize } from './ranges.ts';

/** Floats of a block of patches and its largest number of rows: kernels/convolution.ts. */
const BLOCK_FLOATS = 32_768;
const MOST_ROWS = 96;

/** What the kernel `convolve` computes: an image of sizes [height, width, channels] with a packed filter. */
export interface Convolution {
  readonly input: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  readonly top: number;
  readonly left: number;
  readonly output: readonly [height: number, width: number, filters: number];
  /** Elements between neighboring images, rows and pixels of the output. */
  readonly outputStrides: readonly [image: number, row: number, pixel: number];
}

/** The call that convolves `images` images from `x` on and writes them from `y` on. */
export function convolveCall(
  context: LoweringContext,
  x: Address,
  panels: Storage,
  y: Address,
  images: number,
  { input, kernel, stride, top, left, output, outputStrides }: Convolution,
): Call {
  const size = kernel[0] * kernel[1] * input[2];
  context.needScratch(4 * (Math.max(BLOCK_FLOATS, 6 * size) + MOST_ROWS * output[2]));
  return {
    kernel: 'convolve',
    args: [
      x,
      ...input,
      at(panels, 'read'),
      ...kernel,
      stride,
      top,
      left,
      y,
      ...outputStrides.map(elements => 4 * elements),
      ...output,
      images,
    ],
  };
}

/** y = x ∗ w: patches of x times w [KH·KW·C, O]. */
export const conv2d: Lowering = {
  lower(node, context) {
    const [x, w] = node.inputs as [Value, Value];
    const [y] = node.outputs as [Value];
    const attributes = node.attributes as Conv2dAttributes;
    const [, height, width, channels] = x.shape as [number, number, number, number];
    const [kernelHeight, kernelWidth, , filters] = w.shape as [number, number, number, number];
    const [, outputHeight, outputWidth] = y.shape as [number, number, number, number];
    const { top, left } = convolutionGeometry(x.shape, w.shape, attributes);
    const k = kernelHeight * kernelWidth * channels;
    const panels = packRightOperand(context, context.read(w), { k, n: filters });
    const convolution: Convolution = {
      input: [height, width, channels],
      kernel: [kernelHeight, kernelWidth],
      stride: attributes.stride,
      top,
      left,
      output: [outputHeight, outputWidth, filters],
      outputStrides: [outputHeight * outputWidth * filters, outputWidth * filters, filters],
    };
    const convolve = ({ start, count }: Range): Call[] => [
      convolveCall(
        context,
        context.read(x, start * rowSize(x)),
        panels,
        context.write(y, start * rowSize(y)),
        count,
        convolution,
      ),
    ];
    forRows(y, context, flopsOf(node), convolve, rowSize(y) * Math.ceil(k / 8));
  },
};

/** Where a convolution's gradient meets one residue of the image's coordinates along one axis, modulo the stride. */
interface Phase {
  /** The first coordinate of the image, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** The first tap that reaches them, and how many do: first, first + stride, … */
  readonly tap: number;
  readonly taps: number;
  /** Zeros before g, seen as the image that the flipped taps are convolved with. */
  readonly before: number;
}

/** Coordinate r + stride·q of the image gets g[q + (r + pad − a) / stride] · w[a] from every tap a ≡ r + pad. */
function phasesOf(size: number, kernel: number, stride: number, pad: number): Phase[] {
  return Array.from({ length: Math.min(stride, size) }, (_, first) => {
    const tap = (first + pad) % stride;
    const taps = Math.max(0, Math.ceil((kernel - tap) / stride));
    const reach = (first + pad - tap) / stride;
    return { first, count: Math.ceil((size - first) / stride), tap, taps, before: taps - 1 - reach };
  });
}

/**
 * dx: for each of the stride² phases of the image's pixels a plain convolution of g with the taps that reach them, flipped,
 * their channels swapped.
 */
export const conv2dInputGradient: Lowering = {
  lower(node, context) {
    const [g, w] = node.inputs as [Value, Value];
    const [dx] = node.outputs as [Value];
    const attributes = node.attributes as Conv2dAttributes;
    const { stride } = attributes;
    const [, height, width, channels] = dx.shape as [number, number, number, number];
    const [kernelHeight, kernelWidth, , filters] = w.shape as [number, number, number, number];
    const [, gHeight, gWidth] = g.shape as [number, number, number, number];
    const { top, left } = convolutionGeometry(dx.shape, w.shape, attributes);
    const vertical = phasesOf(height, kernelHeight, stride, top);
    const horizontal = phasesOf(width, kernelWidth, stride, left);
    const parts = vertical.flatMap(rows =>
      horizontal.map(columns => {
        const convolution: Convolution = {
          input: [gHeight, gWidth, filters],
          kernel: [rows.taps, columns.taps],
          stride: 1,
          top: rows.before,
          left: columns.before,
          output: [rows.count, columns.count, channels],
          outputStrides: [height * width * channels, stride * width * channels, stride * channels],
        };
        const place = (rows.first * width + columns.first) * channels;
        return { convolution, place, panels: packFlipped(context, w, rows, columns, stride) };
      }),
    );
    const convolve = ({ start, count }: Range): Call[] =>
      parts.map(({ convolution, place, panels }) =>
        convolveCall(
          context,
          context.read(g, start * rowSize(g)),
          panels,
          context.write(dx, start * rowSize(dx) + place),
          count,
          convolution,
        ),
      );
    const products = (kernelHeight * kernelWidth * filters) / (stride * stride);
    forRows(dx, context, flopsOf(node), convolve, rowSize(dx) * Math.ceil(products / 8));
  },
};

/** Panels of F[(s, t, o), c] = w[last tap − stride·s, last tap − stride·t, c, o]. */
function packFlipped(
  context: LoweringContext,
  w: Value,
  rows: Phase,
  columns: Phase,
  stride: number,
): Storage {
  const [, kernelWidth, channels, filters] = w.shape as [number, number, number, number];
  const matrix = channels * filters;
  const last = ({ tap, taps }: Phase) => tap + stride * (taps - 1);
  const rowSize = columns.taps * matrix;
  const flipped = context.temporary('flipped filter', 4 * rows.taps * rowSize);
  const loops = {
    sizes: [columns.taps, filters, channels],
    strides: [
      [-stride * matrix, 1, filters],
      [matrix, channels, 1],
    ],
  };
  const tasks = Array.from({ length: rows.taps }, (_, row) => {
    const tap = (last(rows) - stride * row) * kernelWidth + last(columns);
    return [stridedCopy(context.read(w, tap * matrix), at(flipped, 'write', row * rowSize), loops)];
  });
  if (rowSize > 0) context.tasks(0, tasks);
  return packRightOperand(context, at(flipped, 'read'), {
    k: rows.taps * columns.taps * filters,
    n: channels,
  });
}

/** Rows of gw that a task should make: enough that reading g again for each costs little. */
const FILTER_ROWS = 48;
/** Columns of gw that a task should make at least. */
const FILTER_COLUMNS = 16;
const FILTER_TASKS = 16;

/** gw: tasks share its rows (taps and channels) and columns (filters), each over all pixels of the batch. */
export const conv2dFilterGradient: Lowering = {
  lower(node, context) {
    const [x, g] = node.inputs as [Value, Value];
    const [gw] = node.outputs as [Value];
    const attributes = node.attributes as Conv2dAttributes;
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const [, gHeight, gWidth, filters] = g.shape as [number, number, number, number];
    const [kernelHeight, kernelWidth] = gw.shape as [number, number, number, number];
    const { top, left } = convolutionGeometry(x.shape, gw.shape, attributes);
    const call = (rows: Range, columns: Range): Call[] => {
      const block = BLOCK_FLOATS + 256 * 8;
      context.needScratch(4 * (block + 16 * (rows.count + columns.count) + rows.count * columns.count));
      return [
        {
          kernel: 'convolveFilter',
          args: [
            context.read(x),
            ...[height, width, channels],
            context.read(g, columns.start),
            ...[gHeight, gWidth, filters, batch],
            ...[kernelHeight, kernelWidth, attributes.stride, top, left],
            context.write(gw, rows.start * filters + columns.start),
            rows.start,
            rows.start + rows.count,
            columns.count,
          ],
        },
      ];
    };
    const size = kernelHeight * kernelWidth * channels;
    const rowTasks = Math.ceil(size / FILTER_ROWS);
    const rowRanges = equalRanges(size, Math.min(2 * FILTER_TASKS, rowTasks), 6);
    const columnTasks = Math.min(Math.ceil(filters / FILTER_COLUMNS), Math.ceil(FILTER_TASKS / rowTasks));
    const columnRanges = equalRanges(filters, columnTasks, 8);
    context.tasks(
      flopsOf(node),
      rowRanges.flatMap(rows => columnRanges.map(columns => call(rows, columns))),
    );
  },
};
