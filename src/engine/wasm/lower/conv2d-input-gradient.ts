import type { Node, Value } from '../../graph.ts';
import type { Conv2dAttributes } from '../../ops/conv2d-geometry.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { at } from './addresses.ts';
import { patchesOf } from './conv2d.ts';
import {
  convolveCall,
  FEW_CHANNELS,
  flippedFilter,
  type Patches,
  scatterCall,
  type Taps,
} from './convolution.ts';
import { packRightOperand } from './panels.ts';
import { flopsOf, forRows, type Range, rowSize } from './ranges.ts';

/** Multiply-adds that weigh as much as one element of an elementwise operation. */
const PRODUCTS_PER_ELEMENT = 8;

/** dx: convolutions of g with the flipped filter, or, for few channels, patches added up. */
export const conv2dInputGradient: Lowering = {
  lower(node, context) {
    const [g, w] = node.inputs as [Value, Value];
    const [dx] = node.outputs as [Value];
    const patches = patchesOf(dx, w, g, node.attributes as Conv2dAttributes);
    const scatters = patches.image[2] <= FEW_CHANNELS && g.shape[3]! > FEW_CHANNELS;
    const calls = scatters ? scatter(node, patches, context) : convolvePhases(node, patches, context);
    const products = flopsOf(node) / (2 * dx.shape[0]!);
    forRows(dx, context, flopsOf(node), calls, Math.ceil(products / PRODUCTS_PER_ELEMENT));
  },
};

/** Each pixel of g adds its products with the whole filter to its patch of dx. */
function scatter(node: Node, patches: Patches, context: LoweringContext): (rows: Range) => Call[] {
  const [g, w] = node.inputs as [Value, Value];
  const [dx] = node.outputs as [Value];
  const filters = g.shape[3]!;
  const n = patches.kernel[0] * patches.kernel[1] * patches.image[2];
  const panels = packRightOperand(context, context.read(w), { k: filters, n, transposed: true });
  return ({ start, count }) => [
    scatterCall(context, patches, {
      g: context.read(g, start * rowSize(g)),
      panels,
      x: context.write(dx, start * rowSize(dx)),
      images: count,
      filters,
    }),
  ];
}

/** Where a convolution's gradient meets one residue of the image's coordinates along one axis, modulo the stride. */
interface Phase {
  /** The first coordinate of the image, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** The taps that reach them. */
  readonly taps: Taps;
  /** Zeros before g, seen as the image that the flipped taps are convolved with. */
  readonly before: number;
}

/** Coordinate r + stride·q of the image gets g[q + (r + pad − a) / stride] · w[a] from every tap a ≡ r + pad. */
function phasesOf(size: number, kernel: number, stride: number, pad: number): Phase[] {
  return Array.from({ length: Math.min(stride, size) }, (_, first) => {
    const tap = (first + pad) % stride;
    const count = Math.max(0, Math.ceil((kernel - tap) / stride));
    const reach = (first + pad - tap) / stride;
    const taps = { last: tap + stride * (count - 1), count, step: stride };
    return { first, count: Math.ceil((size - first) / stride), taps, before: count - 1 - reach };
  });
}

/** For each of the stride² phases of the image's pixels a convolution of g with the taps that reach them. */
function convolvePhases(node: Node, patches: Patches, context: LoweringContext): (rows: Range) => Call[] {
  const [g, w] = node.inputs as [Value, Value];
  const [dx] = node.outputs as [Value];
  const { image, kernel, stride, top, left, places } = patches;
  const [height, width, channels] = image;
  const filters = g.shape[3]!;
  const horizontal = phasesOf(width, kernel[1], stride, left);
  const parts = phasesOf(height, kernel[0], stride, top).flatMap(rows =>
    horizontal.map(columns => {
      const flipped = flippedFilter(context, w, rows.taps, columns.taps);
      const k = rows.taps.count * columns.taps.count * filters;
      const phase: Patches = {
        image: [...places, filters],
        kernel: [rows.taps.count, columns.taps.count],
        stride: 1,
        top: rows.before,
        left: columns.before,
        places: [rows.count, columns.count],
      };
      return {
        phase,
        panels: packRightOperand(context, at(flipped, 'read'), { k, n: channels }),
        first: (rows.first * width + columns.first) * channels,
      };
    }),
  );
  return ({ start, count }) =>
    parts.map(({ phase, panels, first }) =>
      convolveCall(context, phase, {
        x: context.read(g, start * rowSize(g)),
        panels,
        y: context.write(dx, start * rowSize(dx) + first),
        images: count,
        filters: channels,
        strides: [rowSize(dx), stride * width * channels, stride * channels],
      }),
    );
}
