// Geometry that the lowerings of pooled blocks share.
import type { Value } from '../../graph.ts';
import type { LoweringContext } from '../lowering.ts';
import { haloedLayout, type ImageLayout, type Storage } from '../storage.ts';

/** Channels as the kernels' vectors need them. */
export const pad4 = (channels: number): number => 4 * Math.ceil(channels / 4);

/** As `planeStride` of the kernels: an odd number of cache lines. */
export const planeStride = (bytes: number): number => 64 * (Math.ceil(bytes / 64) | 1);

/** Bytes a filter takes in tiles of 3 rows × 4 vectors, 3 until a multiple of 4 is left: `packFilters` of the kernels. */
export function filterTilesBytes(cin: number): number {
  const vectors = 3 * Math.ceil(cin / 4);
  const threes = (4 - (vectors % 4)) % 4;
  return 192 * (threes + (vectors - 3 * threes) / 4);
}

/** A block's input, and the windows over it, in the terms of the kernels (bytes). */
export interface BlockGeometry {
  readonly cin: number;
  /** Whether the input is drawings: one channel, pixels next to each other. */
  readonly isDrawing: boolean;
  readonly cout: number;
  readonly windows: number;
  /** Bytes from image to image and row to row of the haloed input. */
  readonly xImage: number;
  readonly xRow: number;
  /** u32 a window: from an image's start to the window's 4×4 patch. */
  readonly patches: Storage;
  /** Bytes of the winners' codes of an image. */
  readonly codeImage: number;
}

export function blockGeometry(x: Value, pooled: Value, context: LoweringContext): BlockGeometry {
  const [, rows, columns, cout] = pooled.shape as [number, number, number, number];
  const { rowStride, imageStride, channels } = haloedLayout(x);
  const patches = windowOffsets(rows, columns, 2 * rowStride, 2 * channels, 0);
  return {
    cin: x.shape[3]!,
    isDrawing: channels === 1,
    cout,
    windows: rows * columns,
    xImage: 4 * imageStride,
    xRow: 4 * rowStride,
    patches: context.lasting('patches', patches),
    codeImage: rows * columns * pad4(cout),
  };
}

/** u32 a window: bytes from an image's start to the pooled pixel, in an image that lies as `layout`. */
export function pixelTable(pooled: Value, layout: ImageLayout, context: LoweringContext): Storage {
  const [, rows, columns] = pooled.shape as [number, number, number, number];
  return context.lasting(
    'pixels',
    windowOffsets(rows, columns, layout.rowStride, layout.channels, layout.origin),
  );
}

function windowOffsets(
  rows: number,
  columns: number,
  down: number,
  right: number,
  origin: number,
): Uint32Array {
  return Uint32Array.from({ length: rows * columns }, (_, window) => {
    const column = window % columns;
    return 4 * (origin + ((window - column) / columns) * down + column * right);
  });
}

/** Cuts `count` in at most `most` ranges [from, to) whose starts are multiples of `unit`. */
export function channelRanges(count: number, unit: number, most: number): [number, number][] {
  const step = unit * Math.ceil(count / unit / most);
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => [
    index * step,
    Math.min(count, (index + 1) * step),
  ]);
}
