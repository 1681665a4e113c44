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

/** Pixels to each side that a pixel is mixed from where it falls between. */
const REACH = 3;

/** Below this a weight is only what rounding leaves of none. */
const NO_WEIGHT = 1e-9;

/**
 * Moves drawings. Between pixels they are sampled by Lanczos' kernel, black outside, because bilinear sampling blurs: on that alone
 * networks lose more than on a turn by some degrees. Shifts by whole pixels and mirroring are exact.
 * Source: Duchon, Lanczos filtering in one and two dimensions, Journal of Applied Meteorology 1979.
 * @param bitmaps [N, 784].
 * @returns [N, 784].
 */
export function moveBitmaps(bitmaps: Uint8Array, affine: Affine): Uint8Array {
  const moved = new Uint8Array(bitmaps.length);
  const { ends, places, weights } = tapsOf(affine);
  for (let start = 0; start < bitmaps.length; start += DRAWING_BYTES) {
    let tap = 0;
    for (let pixel = 0; pixel < DRAWING_BYTES; pixel++) {
      let sum = 0;
      for (const end = ends[pixel]!; tap < end; tap++) sum += weights[tap]! * bitmaps[start + places[tap]!]!;
      moved[start + pixel] = Math.max(0, Math.min(255, Math.round(sum)));
    }
  }
  return moved;
}

/** What the pixels of a moved drawing are mixed from; the same for all drawings. */
interface Taps {
  /** Where the taps of each output pixel end, [784]. */
  readonly ends: Uint32Array;
  readonly places: Uint16Array;
  readonly weights: Float64Array;
}

function tapsOf([a, b, c, d, e, f]: Affine): Taps {
  const ends = new Uint32Array(DRAWING_BYTES);
  const places: number[] = [];
  const weights: number[] = [];
  for (let pixel = 0; pixel < DRAWING_BYTES; pixel++) {
    const u = (pixel % SIDE) - CENTER;
    const v = Math.floor(pixel / SIDE) - CENTER;
    const columns = weightsAround(a * u + b * v + c + CENTER);
    for (const row of weightsAround(d * u + e * v + f + CENTER))
      for (const column of columns) {
        places.push(row.place * SIDE + column.place);
        weights.push(row.weight * column.weight);
      }
    ends[pixel] = places.length;
  }
  return { ends, places: Uint16Array.from(places), weights: Float64Array.from(weights) };
}

/** Weights of the pixels around a place on one axis; their sum is 1, less those outside. */
function weightsAround(place: number): { place: number; weight: number }[] {
  const first = Math.floor(place) - REACH + 1;
  const taps = Array.from({ length: 2 * REACH }, (_, at) => ({
    place: first + at,
    weight: lanczos(place - first - at),
  }));
  const sum = taps.reduce((total, { weight }) => total + weight, 0);
  return taps
    .filter(tap => Math.abs(tap.weight) > NO_WEIGHT && tap.place >= 0 && tap.place < SIDE)
    .map(tap => ({ place: tap.place, weight: tap.weight / sum }));
}

/** sinc(x) · sinc(x / 3) within three pixels. */
function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= REACH) return 0;
  const t = Math.PI * x;
  return (REACH * Math.sin(t) * Math.sin(t / REACH)) / (t * t);
}
