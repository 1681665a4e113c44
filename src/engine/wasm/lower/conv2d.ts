import type { Node, Value } from '../../graph.ts';
import { type Conv2dAttributes, convolutionGeometry } from '../../ops/conv2d-geometry.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { at } from './addresses.ts';
import {
  allTaps,
  convolveCall,
  FEW_CHANNELS,
  flippedFilter,
  type Patches,
  scatterCall,
} from './convolution.ts';
import { packRightOperand } from './panels.ts';
import { flopsOf, forRows, type Range, rowSize } from './ranges.ts';

/** Multiply-adds that weigh as much as one element of an elementwise operation. */
const PRODUCTS_PER_ELEMENT = 8;

/** The patches of x [N, H, W, C] that a convolution with w, giving y, multiplies with. */
export function patchesOf(x: Value, w: Value, y: Value, attributes: Conv2dAttributes): Patches {
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const { top, left } = convolutionGeometry(x.shape, w.shape, attributes);
  return {
    image: [height, width, channels],
    kernel: [w.shape[0]!, w.shape[1]!],
    stride: attributes.stride,
    top,
    left,
    places: [y.shape[1]!, y.shape[2]!],
  };
}

/** y = x ∗ w: patches of x times w [KH·KW·C, O]. */
export const conv2d: Lowering = {
  lower(node, context) {
    const [x, w] = node.inputs as [Value, Value];
    const [y] = node.outputs as [Value];
    const patches = patchesOf(x, w, y, node.attributes as Conv2dAttributes);
    const filters = w.shape[3]!;
    const scatters = filters <= FEW_CHANNELS && patches.stride === 1 && x.shape[3]! > FEW_CHANNELS;
    const call = scatters ? scatter(node, patches, context) : convolve(node, patches, context);
    const k = (rowSize(w) * w.shape[0]!) / filters;
    forRows(
      y,
      context,
      flopsOf(node),
      rows => [call(rows)],
      rowSize(y) * Math.ceil(k / PRODUCTS_PER_ELEMENT),
    );
  },
};

function convolve(node: Node, patches: Patches, context: LoweringContext): (rows: Range) => Call {
  const [x, w] = node.inputs as [Value, Value];
  const [y] = node.outputs as [Value];
  const filters = w.shape[3]!;
  const [kernelHeight, kernelWidth] = patches.kernel;
  const k = kernelHeight * kernelWidth * patches.image[2];
  const panels = packRightOperand(context, context.read(w), { k, n: filters });
  return ({ start, count }) =>
    convolveCall(context, patches, {
      x: context.read(x, start * rowSize(x)),
      panels,
      y: context.write(y, start * rowSize(y)),
      images: count,
      filters,
      strides: [rowSize(y), patches.places[1] * filters, filters],
    });
}

/** For few filters and stride 1: each pixel of x adds its products with the taps, backwards, around its place in y. */
function scatter(node: Node, patches: Patches, context: LoweringContext): (rows: Range) => Call {
  const [x, w] = node.inputs as [Value, Value];
  const [y] = node.outputs as [Value];
  const { image, kernel, places, top, left } = patches;
  const [, , channels] = image;
  const filters = w.shape[3]!;
  const flipped = flippedFilter(context, w, allTaps(kernel[0]), allTaps(kernel[1]));
  const n = kernel[0] * kernel[1] * filters;
  const panels = packRightOperand(context, at(flipped, 'read'), { k: channels, n, transposed: true });
  const back: Patches = {
    image: [...places, filters],
    kernel,
    stride: 1,
    top: kernel[0] - 1 - top,
    left: kernel[1] - 1 - left,
    places: [image[0], image[1]],
  };
  return ({ start, count }) =>
    scatterCall(context, back, {
      g: context.read(x, start * rowSize(x)),
      panels,
      x: context.write(y, start * rowSize(y)),
      images: count,
      filters: channels,
    });
}
