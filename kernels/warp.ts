// Drawings moved, turned, scaled, mirrored and bent: bilinear sampling of 28×28 bytes at places given by an affine map and a grid of
// displacements. The drawing is copied to scratch with a border of zeros first, so that places outside need no test: they are clamped to
// the border.
import { scratch } from './scratch';

const SIDE: i32 = 28;
/** Zeros before and behind the drawing: a place is clamped to −1…28, and its right and lower neighbors are read too. */
const BEFORE: i32 = 1;
const PADDED: i32 = 32;
const PADDED_BYTES: usize = 1024;
const CENTER: f32 = 13.5;

/**
 * y[n, i, j] of `images` drawings: the gray value / 255 at column a·u + b·v + c + 13.5 + dx, row d·u + e·v + f + 13.5 + dy, where
 * u = j − 13.5, v = i − 13.5.
 * bitmaps: [images][784] bytes; affine: [images][6] = a … f; displacement: [images][grid][grid][2] = (dx, dy), bilinear between grid
 * points from pixel 0 to pixel 27, or 0 for none. y: pixel (0, 0) of the first image; yImage, yRow: bytes from image to image and row to row.
 * Scratch: 1264 bytes.
 */
export function warp(
  bitmaps: usize, affine: usize, displacement: usize, grid: i32, y: usize, yImage: usize, yRow: usize, images: i32,
): void {
  const padded = scratch();
  const moves = padded + PADDED_BYTES;
  memory.fill(padded, 0, PADDED_BYTES);
  memory.fill(moves, 0, 240);
  for (let image = 0; image < images; image++) {
    for (let i = 0; i < SIDE; i++) memory.copy(padded + PADDED * (i + BEFORE) + BEFORE, bitmaps + SIDE * i, SIDE);
    let row = y;
    for (let i = 0; i < SIDE; i++) {
      if (displacement) interpolateMoves(displacement, grid, i, moves);
      warpRow(padded, affine, <f32>i - CENTER, moves, row);
      row += yRow;
    }
    bitmaps += SIDE * SIDE;
    affine += 24;
    if (displacement) displacement += 8 * grid * grid;
    y += yImage;
  }
}

/** moves: 28 times dx, then 28 times dy, of row i. */
function interpolateMoves(displacement: usize, grid: i32, i: i32, moves: usize): void {
  const last = grid - 1;
  const place: f32 = <f32>(i * last) / <f32>(SIDE - 1);
  const top = min(<i32>place, grid - 2);
  const down = place - <f32>top;
  const upper = displacement + 8 * top * grid;
  const lower = upper + 8 * grid;
  for (let j = 0; j < SIDE; j++) {
    const across: f32 = <f32>(j * last) / <f32>(SIDE - 1);
    const left = min(<i32>across, grid - 2);
    const share = across - <f32>left;
    for (let axis = 0; axis < 2; axis++) {
      const at = 8 * left + 4 * axis;
      const above = mix(share, load<f32>(upper + at), load<f32>(upper + at + 8));
      const below = mix(share, load<f32>(lower + at), load<f32>(lower + at + 8));
      store<f32>(moves + 4 * (j + SIDE * axis), mix(down, above, below));
    }
  }
}

// @ts-ignore: decorator
@inline
function mix(share: f32, a: f32, b: f32): f32 {
  return a + share * (b - a);
}

/** Four pixels at a time. */
function warpRow(padded: usize, affine: usize, v: f32, moves: usize, y: usize): void {
  const a = v128.load32_splat(affine), d = v128.load32_splat(affine, 12);
  const column0 = f32x4.splat(load<f32>(affine, 4) * v + load<f32>(affine, 8) + CENTER);
  const row0 = f32x4.splat(load<f32>(affine, 16) * v + load<f32>(affine, 20) + CENTER);
  let u = f32x4(-13.5, -12.5, -11.5, -10.5);
  for (let j = 0; j < SIDE; j += 4) {
    const column = clamp(f32x4.add(f32x4.add(f32x4.mul(a, u), column0), v128.load(moves + 4 * j)));
    const row = clamp(f32x4.add(f32x4.add(f32x4.mul(d, u), row0), v128.load(moves + 4 * (j + SIDE))));
    v128.store(y + 4 * j, sample(padded, row, column));
    u = f32x4.add(u, f32x4.splat(4));
  }
}

// @ts-ignore: decorator
@inline
function clamp(place: v128): v128 {
  return f32x4.pmax(f32x4.pmin(place, f32x4.splat(<f32>SIDE)), f32x4.splat(-1));
}

// @ts-ignore: decorator
@inline
function sample(padded: usize, row: v128, column: v128): v128 {
  const top = f32x4.floor(row), left = f32x4.floor(column);
  const down = f32x4.sub(row, top), across = f32x4.sub(column, left);
  const place = i32x4.add(
    i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(top), i32x4.splat(BEFORE)), 5),
    i32x4.add(i32x4.trunc_sat_f32x4_s(left), i32x4.splat(BEFORE)),
  );
  const p0 = padded + i32x4.extract_lane(place, 0), p1 = padded + i32x4.extract_lane(place, 1);
  const p2 = padded + i32x4.extract_lane(place, 2), p3 = padded + i32x4.extract_lane(place, 3);
  const upper = pairs(p0, p1, p2, p3, 0), lower = pairs(p0, p1, p2, p3, PADDED);
  const byte = i32x4.splat(255);
  const upperLeft = f32x4.convert_i32x4_s(v128.and(upper, byte));
  const upperRight = f32x4.convert_i32x4_s(i32x4.shr_u(upper, 8));
  const lowerLeft = f32x4.convert_i32x4_s(v128.and(lower, byte));
  const lowerRight = f32x4.convert_i32x4_s(i32x4.shr_u(lower, 8));
  const above = f32x4.add(upperLeft, f32x4.mul(across, f32x4.sub(upperRight, upperLeft)));
  const below = f32x4.add(lowerLeft, f32x4.mul(across, f32x4.sub(lowerRight, lowerLeft)));
  const value = f32x4.add(above, f32x4.mul(down, f32x4.sub(below, above)));
  return f32x4.mul(value, f32x4.splat(1 / <f32>255));
}

/** Two neighboring bytes of each of four places, as the low 16 bits of a lane. */
// @ts-ignore: decorator
@inline
function pairs(p0: usize, p1: usize, p2: usize, p3: usize, offset: usize): v128 {
  let pair = i32x4.splat(load<u16>(p0 + offset));
  pair = i32x4.replace_lane(pair, 1, load<u16>(p1 + offset));
  pair = i32x4.replace_lane(pair, 2, load<u16>(p2 + offset));
  return i32x4.replace_lane(pair, 3, load<u16>(p3 + offset));
}
