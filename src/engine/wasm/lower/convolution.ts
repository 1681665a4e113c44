// What the lowerings of convolutions and of their gradients share: calls of kernels/convolution.ts.
import type { Value } from '../../graph.ts';
import type { LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import type { Address, Storage } from '../storage.ts';
import { at } from './addresses.ts';
import { stridedCopy } from './movement.ts';
import { equalRanges } from './ranges.ts';

/** Floats of a block of patches and its largest number of rows: kernels/convolution.ts. */
const BLOCK_FLOATS = 32_768;
const MOST_ROWS = 96;
/** Images with so few channels leave most of a vector empty: their patches are scattered, or take the place of the filters. */
export const FEW_CHANNELS = 2;

/** Patches of an image, one for each place of another image. */
export interface Patches {
  readonly image: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  readonly top: number;
  readonly left: number;
  readonly places: readonly [height: number, width: number];
}

const patchSize = ({ kernel, image }: Patches): number => kernel[0] * kernel[1] * image[2];

/** Elements between neighboring images, rows and pixels. */
export type ImageStrides = readonly [image: number, row: number, pixel: number];

/** y [images, ...places, filters] with these strides = patches of x · packed filters. */
export function convolveCall(
  context: LoweringContext,
  patches: Patches,
  { x, panels, y, images, filters, strides }: ConvolveOperands,
): Call {
  const size = patchSize(patches);
  context.needScratch(4 * (Math.max(BLOCK_FLOATS, 6 * size) + MOST_ROWS * filters + 4));
  return {
    kernel: 'convolve',
    args: [
      x,
      ...patches.image,
      at(panels, 'read'),
      ...patches.kernel,
      ...[patches.stride, patches.top, patches.left],
      y,
      ...strides.map(elements => 4 * elements),
      ...patches.places,
      ...[filters, images],
    ],
  };
}

interface ConvolveOperands {
  readonly x: Address;
  readonly panels: Storage;
  readonly y: Address;
  readonly images: number;
  readonly filters: number;
  readonly strides: ImageStrides;
}

/** x = 0, then each patch of x += g [images, ...places, filters] · packed [filters, patch]. */
export function scatterCall(
  context: LoweringContext,
  patches: Patches,
  { g, panels, x, images, filters }: ScatterOperands,
): Call {
  context.needScratch(4 * (Math.max(BLOCK_FLOATS, 6 * patchSize(patches)) + 4));
  return {
    kernel: 'convolveScatter',
    args: [
      g,
      ...patches.places,
      filters,
      at(panels, 'read'),
      ...patches.kernel,
      ...[patches.stride, patches.top, patches.left],
      x,
      ...patches.image,
      images,
    ],
  };
}

interface ScatterOperands {
  readonly g: Address;
  readonly panels: Storage;
  readonly x: Address;
  readonly images: number;
  readonly filters: number;
}

/** Rows of a filter gradient that a task should make, and tasks there should be where it has few. */
const FILTER_ROWS = 48;
const LEAST_TASKS = 4;
const MOST_TASKS = 32;
const TILE_ROWS = 4;
const PLACES_A_BLOCK = 256;

/** Tasks that make gw [patch, filters] = Σ over all places of patchᵀ · g, each some of its rows. g [places, filters] is packed. */
export function filterTasks(
  context: LoweringContext,
  patches: Patches,
  { x, panels, gw, images, filters }: FilterOperands,
): Call[][] {
  const size = patchSize(patches);
  const most = Math.min(MOST_TASKS, Math.max(LEAST_TASKS, Math.ceil(size / FILTER_ROWS)));
  return equalRanges(size, most, TILE_ROWS).map(({ start, count }) => {
    context.needScratch(4 * ((PLACES_A_BLOCK + 1) * (count + 4) + count * filters + 4));
    return [
      {
        kernel: 'convolveFilter',
        args: [
          x,
          ...patches.image,
          at(panels, 'read'),
          ...patches.places,
          ...[filters, images],
          ...patches.kernel,
          ...[patches.stride, patches.top, patches.left],
          { ...gw, offset: gw.offset + 4 * start * filters },
          ...[start, start + count],
        ],
      },
    ];
  });
}

interface FilterOperands {
  readonly x: Address;
  readonly panels: Storage;
  readonly gw: Address;
  readonly images: number;
  readonly filters: number;
}

/** Taps `last`, `last − step`, … along one axis of a filter: how many, and the last one. */
export interface Taps {
  readonly last: number;
  readonly count: number;
  readonly step: number;
}

export const allTaps = (count: number): Taps => ({ last: count - 1, count, step: 1 });

/** F[(s, t, o), c] = w[s-th of rows, t-th of columns, c, o]: taps backwards, channels and filters changed places. */
export function flippedFilter(context: LoweringContext, w: Value, rows: Taps, columns: Taps): Storage {
  const [, kernelWidth, channels, filters] = w.shape as [number, number, number, number];
  const matrix = channels * filters;
  const rowSize = columns.count * matrix;
  const flipped = context.temporary('flipped filter', 4 * rows.count * rowSize);
  const loops = {
    sizes: [columns.count, filters, channels],
    strides: [
      [-columns.step * matrix, 1, filters],
      [matrix, channels, 1],
    ],
  };
  const tasks = Array.from({ length: rows.count }, (_, row) => {
    const tap = (rows.last - rows.step * row) * kernelWidth + columns.last;
    return [stridedCopy(context.read(w, tap * matrix), at(flipped, 'write', row * rowSize), loops)];
  });
  if (rowSize > 0) context.tasks(0, tasks);
  return flipped;
}
