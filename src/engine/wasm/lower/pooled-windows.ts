// Geometry that the lowerings of pooled blocks share.
import type { Value } from '../../graph.ts';
import { haloedLayout, type ImageLayout } from '../storage.ts';

/** Channels as the kernels' vectors need them. */
export const pad4 = (channels: number): number => 4 * Math.ceil(channels / 4);

/** Sizes of a block with input `x` and pooled output `y`. */
export function blockSizes(x: Value, y: Value) {
  const [, rows, columns, cout] = y.shape as [number, number, number, number];
  return { windows: rows * columns, rows, columns, cin: x.shape[3]!, cout };
}

/**
 * Table of the windows of one image: byte offsets of the window's 4×4 patch in the haloed `x`, and of its pooled pixel in an
 * image that lies as `pooled`.
 */
export function windowTable(x: Value, rows: number, columns: number, pooled: ImageLayout): Uint32Array {
  const { rowStride, channels } = haloedLayout(x.shape);
  const table: number[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      table.push(
        4 * (2 * i * rowStride + 2 * j * channels),
        4 * (pooled.origin + i * pooled.rowStride + j * pooled.channels),
      );
  return Uint32Array.from(table);
}

/** Cuts `count` in at most `most` ranges [from, to) whose starts are multiples of `unit`. */
export function channelRanges(count: number, unit: number, most: number): [number, number][] {
  const step = unit * Math.ceil(count / unit / most);
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => [
    index * step,
    Math.min(count, (index + 1) * step),
  ]);
}
