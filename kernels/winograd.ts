// The block 3×3 same convolution + bias + ReLU + 2×2 max-pool, forward, by Winograd's minimal filtering (Lavin and Gray 2015): a tile of
// outputs is one window of the pool or 2×2 of them, so that the full-resolution convolution is never written.
//
//   Y = Aᵀ [(G g Gᵀ) ∘ (Bᵀ d B)] A,   d: the input patch of a tile, g: a 3×3 filter
//
// summed over input channels: products of matrices [tiles, cin] · [cin, cout], 16 for a window, F(2×2, 3×3), 24 for two windows, and 36
// for 2×2 of them, F(4×4, 3×3). Where a tile's patch is constant along an axis its outputs are equal along it, exactly, so that the
// first of equals wins, as in a direct convolution. See generators/winograd-transforms.mjs.
import { gemm } from './generated/gemm';
import { poolProducts, transformPatches } from './generated/winograd-transforms';
import { planeStride } from './planes';
import { scratch } from './scratch';

/** The largest record of a tile: the address of its patch, then for each window those of its pooled pixel and its codes. */
const RECORD: usize = 36;
/** The largest patch between the transforms along its two axes. */
const BUFFER: usize = 16 * 36;

/**
 * Forward of the block for `images` images.
 * x: first image, haloed, pixels of ⌈cin/4⌉·4 floats (padding zero); xImage, xRow: bytes from image to image and row to row.
 * patches: u32 for each of the `count` windows of an image: bytes from the image's start to the window's 4×4 patch.
 * y: first image; yImage: bytes from image to image; pixels: u32 for each window: bytes from the image's start to its pooled pixel,
 * of which cout floats are written and nothing else.
 * codes: [images][count][⌈cout/4⌉·4] bytes, 0…3 the winner's place 2·row + column, 4 dead.
 * u, points: see winogradFilters; with 6 points tiles are of 2×2 windows, with 4 of one. bias: [cout].
 * columns: windows across an image. group: tiles a pass, to fit the cache; it does not change the bits.
 * Scratch: 36·group + points²·(planeStride(4·group·cin4) + planeStride(4·group·cout4)) + 768 bytes, where c4 = ⌈c/4⌉·4.
 */
export function convReluPool(
  x: usize, xImage: usize, xRow: usize, patches: usize, y: usize, yImage: usize, pixels: usize, codes: usize,
  u: usize, points: i32, bias: usize, cin: i32, cout: i32, count: i32, columns: i32, images: i32, group: i32,
): void {
  const rows = count / columns;
  const inPairs = points == 6 && !allZero(bias, cout);
  const pairRows = inPairs ? rows & ~1 : 0, pairColumns = inPairs ? columns & ~1 : 0;
  for (let down = 1; down <= 2; down++) {
    const top = down == 2 ? 0 : pairRows, bottom = down == 2 ? pairRows : rows;
    for (let across = 1; across <= 2; across++) {
      const start = across == 2 ? 0 : pairColumns, end = across == 2 ? pairColumns : columns;
      if (top == bottom || start == end) continue;
      forwardTiles(
        x, xImage, xRow, patches, y, yImage, pixels, codes, u, points, bias, cin, cout, count, columns, images, group,
        down, across, top, bottom, start, end,
      );
    }
  }
}

/**
 * Training begins with biases of zero and blank drawings make patches of zeros, whose outputs must be exactly zero, so dead. In a tile of
 * several windows with ink beside such a patch they would be rounding errors, half of them alive.
 */
function allZero(bias: usize, cout: i32): bool {
  for (let channel = 0; channel < cout; channel++) {
    if (load<f32>(bias + 4 * channel) != 0) return false;
  }
  return true;
}

/** All tiles of down × across windows in rows `top` … `bottom` and columns `start` … `end` of windows. */
function forwardTiles(
  x: usize, xImage: usize, xRow: usize, patches: usize, y: usize, yImage: usize, pixels: usize, codes: usize,
  u: usize, points: i32, bias: usize, cin: i32, cout: i32, count: i32, columns: i32, images: i32, group: i32,
  down: i32, across: i32, top: i32, bottom: i32, start: i32, end: i32,
): void {
  const codeStep = <usize>((cout + 3) & ~3);
  const records = scratch();
  let record = records;
  let pending = 0;
  for (let image = 0; image < images; image++) {
    for (let row = top; row < bottom; row += down) {
      for (let column = start; column < end; column += across) {
        store<usize>(record, x + load<usize>(patches + 4 * (row * columns + column)));
        record += 4;
        for (let i = 0; i < down; i++) {
          for (let j = 0; j < across; j++) {
            const window = (row + i) * columns + column + j;
            store<usize>(record, y + load<usize>(pixels + 4 * window));
            store<usize>(record, codes + window * codeStep, 4);
            record += 8;
          }
        }
        if (++pending == group) {
          forwardGroup(records, pending, group, down, across, xRow, u, points, bias, cin, cout);
          pending = 0;
          record = records;
        }
      }
    }
    x += xImage;
    y += yImage;
    codes += count * codeStep;
  }
  if (pending) forwardGroup(records, pending, group, down, across, xRow, u, points, bias, cin, cout);
}

function forwardGroup(
  records: usize, count: i32, group: i32, down: i32, across: i32, xRow: usize, u: usize, points: i32, bias: usize, cin: i32, cout: i32,
): void {
  const inputBytes = 4 * <usize>((cin + 3) & ~3);
  const outputBytes = 4 * <usize>((cout + 3) & ~3);
  const uPlane = planeStride(outputBytes * cin);
  const vPlane = planeStride(inputBytes * group);
  const mPlane = planeStride(outputBytes * group);
  const rows = 2 * down + 2, columns = 2 * across + 2;
  const buffer = (records + RECORD * group + 63) & ~63;
  const v = buffer + BUFFER;
  const m = v + rows * columns * vPlane;
  transformPatches(2 * down, 2 * across, records, count, xRow, inputBytes, buffer, v, vPlane);
  let a = v, c = m;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      gemm(a, inputBytes, u + (points * i + j) * uPlane, c, outputBytes, 0, 0, count, <i32>(outputBytes >> 2), cin);
      a += vPlane;
      c += mPlane;
    }
  }
  poolProducts(2 * down, 2 * across, records, count, m, mPlane, outputBytes, buffer, bias, cout);
}
