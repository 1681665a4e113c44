import { DRAWING_BYTES, SIDE } from '../data/index.ts';

/** (a, b, c, d, e, f): an output pixel (u, v), counted from the center, shows what was at (a·u + b·v + c, d·u + e·v + f). */
export type Affine = readonly [number, number, number, number, number, number];

const CENTER = (SIDE - 1) / 2;
const DEGREE = Math.PI / 180;

/** Left and right change places. */
export const MIRROR: Affine = [-1, 0, 0, 0, 1, 0];
/** Top and bottom change places. */
export const UPSIDE_DOWN: Affine = [1, 0, 0, 0, -1, 0];

/** Turns drawings by some degrees, clockwise where they are positive. */
export function rotation(degrees: number): Affine {
  const cosine = Math.cos(degrees * DEGREE);
  const sine = Math.sin(degrees * DEGREE);
  return [cosine, sine, 0, -sine, cosine, 0];
}

/** Moves drawings by some pixels, to the right and down where they are positive. */
export function shift(right: number, down: number): Affine {
  return [1, 0, -right, 0, 1, -down];
}

/**
 * Drawings moved as the operation `warp` of the engine moves them: sampled bilinearly, black outside; rounded to
 * whole gray values.
 * @param bitmaps [N, 784].
 * @returns [N, 784].
 */
export function moveBitmaps(bitmaps: Uint8Array, affine: Affine): Uint8Array {
  const drawings = bitmaps.length / DRAWING_BYTES;
  const moved = new Uint8Array(bitmaps.length);
  const sums = new Float64Array(drawings);
  // Pixel by pixel over all drawings: where a pixel comes from is the same for all.
  for (let pixel = 0; pixel < DRAWING_BYTES; pixel++) {
    sums.fill(0);
    for (const { place, weight } of sourcesOf(pixel, affine))
      for (let drawing = 0; drawing < drawings; drawing++)
        sums[drawing]! += weight * bitmaps[drawing * DRAWING_BYTES + place]!;
    for (let drawing = 0; drawing < drawings; drawing++)
      moved[drawing * DRAWING_BYTES + pixel] = Math.round(sums[drawing]!);
  }
  return moved;
}

/** The pixels, up to four, that an output pixel is mixed from. */
function sourcesOf(pixel: number, [a, b, c, d, e, f]: Affine): { place: number; weight: number }[] {
  const u = (pixel % SIDE) - CENTER;
  const v = Math.floor(pixel / SIDE) - CENTER;
  const column = a * u + b * v + c + CENTER;
  const row = d * u + e * v + f + CENTER;
  const left = Math.floor(column);
  const top = Math.floor(row);
  const corners = [
    { x: left, y: top, weight: (left + 1 - column) * (top + 1 - row) },
    { x: left + 1, y: top, weight: (column - left) * (top + 1 - row) },
    { x: left, y: top + 1, weight: (left + 1 - column) * (row - top) },
    { x: left + 1, y: top + 1, weight: (column - left) * (row - top) },
  ];
  return corners
    .filter(({ x, y, weight }) => weight > 0 && x >= 0 && x < SIDE && y >= 0 && y < SIDE)
    .map(({ x, y, weight }) => ({ place: y * SIDE + x, weight }));
}
