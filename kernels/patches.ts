// Patches of images, written out as rows (im2col) and added back (col2im).
//
// Images are dense [n, height, width, channels]. The patch of a place (i, j) of the output [n, outputHeight, outputWidth] has
// kernelHeight × kernelWidth pixels from (i·step − top, j·step − left) on; what lies outside the image is zero. Places are numbered
// in the order n, i, j.
import { loadPart, storePart } from './lanes';

// @ts-ignore: decorator
@inline
function zeroFloats(y: usize, count: i32): void {
  for (; count >= 4; count -= 4, y += 16) v128.store(y, f32x4.splat(0));
  for (; count > 0; count--, y += 4) store<f32>(y, 0);
}

// @ts-ignore: decorator
@inline
function copyFloats(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, v128.load(x));
  for (; count > 0; count--, x += 4, y += 4) store<f32>(y, load<f32>(x));
}

/** In whole vectors: reads and writes up to 12 bytes more. */
// @ts-ignore: decorator
@inline
function copyVectors(x: usize, y: usize, count: i32): void {
  for (; count > 0; count -= 4, x += 16, y += 16) v128.store(y, v128.load(x));
}

// @ts-ignore: decorator
@inline
function clamp(value: i32, low: i32, high: i32): i32 {
  return max(low, min(high, value));
}

/**
 * Writes the floats `from` to `to` of the patches [kernelHeight · kernelWidth · channels] of `count` places from number `place` on;
 * `stride` bytes between patches. Up to 12 bytes behind the last patch are overwritten.
 */
function writePatches(
  x: usize, height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32, step: i32, top: i32, left: i32,
  outputHeight: i32, outputWidth: i32, place: i32, count: i32, from: i32, to: i32, patches: usize, stride: usize,
): void {
  const rowFloats = kernelWidth * channels, imageRow = 4 * <usize>width * channels;
  const firstRow = from / rowFloats, lastRow = (to - 1) / rowFloats;
  let j = place % outputWidth, i = (place / outputWidth) % outputHeight, n = place / outputWidth / outputHeight;
  for (; count > 0; count--, patches += stride) {
    const row = i * step - top, column = j * step - left;
    const inside = clamp(-column, 0, kernelWidth) * channels;
    const outside = clamp(width - column, 0, kernelWidth) * channels;
    const isWhole = inside == 0 && outside == rowFloats && row + firstRow >= 0 && row + lastRow < height;
    let pixels = x + <usize>(n * height + row + firstRow) * imageRow + 4 * <usize>(column * channels);
    let y = patches;
    for (let a = firstRow; a <= lastRow; a++, pixels += imageRow) {
      const begin = max(0, from - a * rowFloats), end = min(rowFloats, to - a * rowFloats);
      if (isWhole) {
        copyVectors(pixels + 4 * begin, y, end - begin);
      } else if (row + a < 0 || row + a >= height) {
        zeroFloats(y, end - begin);
      } else {
        const low = clamp(inside, begin, end), high = clamp(outside, low, end);
        zeroFloats(y, low - begin);
        copyFloats(pixels + 4 * low, y + 4 * <usize>(low - begin), high - low);
        zeroFloats(y + 4 * <usize>(high - begin), end - high);
      }
      y += 4 * <usize>(end - begin);
    }
    if (++j < outputWidth) continue;
    j = 0;
    if (++i < outputHeight) continue;
    i = 0;
    n++;
  }
}

/** Adds `count` floats at x to those at y. */
// @ts-ignore: decorator
@inline
function addFloats(x: usize, y: usize, count: i32): void {
  for (; count > 0; count -= 4, x += 16, y += 16) storePart(y, f32x4.add(loadPart(y, count), loadPart(x, count)), count);
}

/** Adds the dense patches of `count` places from number `place` on to the image's pixels; what lies outside is dropped. */
function addPatches(
  patches: usize, place: i32, count: i32, outputHeight: i32, outputWidth: i32, kernelHeight: i32, kernelWidth: i32, step: i32, top: i32,
  left: i32, x: usize, height: i32, width: i32, channels: i32,
): void {
  const rowFloats = kernelWidth * channels, imageRow = 4 * <usize>width * channels;
  let j = place % outputWidth, i = (place / outputWidth) % outputHeight, n = place / outputWidth / outputHeight;
  for (; count > 0; count--) {
    const row = i * step - top, column = j * step - left;
    const inside = clamp(-column, 0, kernelWidth) * channels;
    const outside = clamp(width - column, 0, kernelWidth) * channels;
    let pixels = x + <usize>(n * height + row) * imageRow + 4 * <usize>(column * channels);
    for (let a = 0; a < kernelHeight; a++, pixels += imageRow, patches += 4 * <usize>rowFloats)
      if (row + a >= 0 && row + a < height) addFloats(patches + 4 * inside, pixels + 4 * inside, outside - inside);
    if (++j < outputWidth) continue;
    j = 0;
    if (++i < outputHeight) continue;
    i = 0;
    n++;
  }
}

export { addFloats, addPatches, clamp, copyFloats, writePatches, zeroFloats };
