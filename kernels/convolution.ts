// Two-dimensional convolutions as matrix products: patches of the image are written out as rows (im2col), a block at a time.
//
// Images are dense [N, H, W, C]. The patch of output pixel (i, j) has kernelHeight × kernelWidth pixels from
// (i·stride − top, j·stride − left) on; what lies outside the image is zero.
import { loadPart, storePart } from './lanes';
import { multiplyColumns, multiplyRows } from './matmul';
import { packPanels } from './panels';
import { scratch } from './scratch';

/** Floats of a block of patches: what fits the second cache with room for the other operand. */
const BLOCK_FLOATS: i32 = 32768;

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

// @ts-ignore: decorator
@inline
function clamp(value: i32, low: i32, high: i32): i32 {
  return max(low, min(high, value));
}

/**
 * Writes the floats `from` to `to` of the patches [kernelHeight · kernelWidth · channels] of `count` output pixels, beginning with
 * the one numbered `pixel` in the order n, i, j; `stride` bytes between patches.
 */
function writePatches(
  x: usize, height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32, step: i32, top: i32, left: i32,
  outputHeight: i32, outputWidth: i32, pixel: i32, count: i32, from: i32, to: i32, patches: usize, stride: usize,
): void {
  const rowFloats = kernelWidth * channels;
  const firstRow = from / rowFloats, lastRow = min(kernelHeight, (to + rowFloats - 1) / rowFloats);
  let j = pixel % outputWidth, i = (pixel / outputWidth) % outputHeight, n = pixel / outputWidth / outputHeight;
  for (; count > 0; count--, patches += stride) {
    const column = j * step - left;
    const inside = clamp(-column, 0, kernelWidth) * channels;
    const outside = clamp(width - column, 0, kernelWidth) * channels;
    let y = patches;
    for (let a = firstRow; a < lastRow; a++) {
      const row = i * step - top + a;
      const begin = max(0, from - a * rowFloats), end = min(rowFloats, to - a * rowFloats);
      if (row < 0 || row >= height) {
        zeroFloats(y, end - begin);
      } else {
        const low = clamp(inside, begin, end), high = clamp(outside, low, end);
        zeroFloats(y, low - begin);
        const pixels = x + 4 * (<usize>(n * height + row) * width * channels + <usize>(column * channels));
        copyFloats(pixels + 4 * low, y + 4 * (low - begin), high - low);
        zeroFloats(y + 4 * <usize>(high - begin), end - high);
      }
      y += 4 * (end - begin);
    }
    if (++j < outputWidth) continue;
    j = 0;
    if (++i < outputHeight) continue;
    i = 0;
    n++;
  }
}

/** Copies rows of `width` floats between places with these row strides (bytes). */
function copyRows(x: usize, xStride: usize, y: usize, yStride: usize, rows: i32, width: i32): void {
  for (; rows > 0; rows--, x += xStride, y += yStride) copyFloats(x, y, width);
}

/** Puts rows of `filters` floats at the output pixels from `pixel` on, which lie with these strides (bytes). */
function scatterRows(
  c: usize, cStride: usize, y: usize, yImageStride: usize, yRowStride: usize, yPixelStride: usize,
  outputHeight: i32, outputWidth: i32, pixel: i32, count: i32, filters: i32,
): void {
  let j = pixel % outputWidth, i = (pixel / outputWidth) % outputHeight, n = pixel / outputWidth / outputHeight;
  while (count > 0) {
    const run = min(count, outputWidth - j);
    const target = y + <usize>n * yImageStride + <usize>i * yRowStride + <usize>j * yPixelStride;
    copyRows(c, cStride, target, yPixelStride, run, filters);
    c += <usize>run * cStride;
    count -= run;
    j = 0;
    if (++i < outputHeight) continue;
    i = 0;
    n++;
  }
}

/**
 * y[n, i, j, o] = Σ_k patch(n, i, j)[k] · B[k, o] for `images` images. B [kernelHeight · kernelWidth · channels, filters] is packed as for
 * `multiplyRows`. y has strides in bytes, so that it can be every second pixel of a larger image.
 */
export function convolve(
  x: usize, height: i32, width: i32, channels: i32, panels: usize, kernelHeight: i32, kernelWidth: i32, step: i32, top: i32, left: i32,
  y: usize, yImageStride: usize, yRowStride: usize, yPixelStride: usize, outputHeight: i32, outputWidth: i32, filters: i32, images: i32,
): void {
  const size = kernelHeight * kernelWidth * channels;
  const pixels = images * outputHeight * outputWidth;
  const block = 6 * clamp(BLOCK_FLOATS / 6 / max(size, 1), 1, 16);
  const isPlain = kernelHeight * kernelWidth * step == 1 && outputHeight == height && outputWidth == width;
  const isDense = yRowStride == <usize>outputWidth * yPixelStride && yImageStride == <usize>outputHeight * yRowStride;
  const patchStride = <usize>size << 2, cStride = <usize>filters << 2;
  const patches = scratch(), c = patches + <usize>block * patchStride;
  for (let pixel = 0; pixel < pixels; pixel += block) {
    const count = min(block, pixels - pixel);
    if (!isPlain && size > 0)
      writePatches(
        x, height, width, channels, kernelHeight, kernelWidth, step, top, left,
        outputHeight, outputWidth, pixel, count, 0, size, patches, patchStride,
      );
    const a = isPlain ? x + <usize>pixel * patchStride : patches;
    if (isDense) {
      multiplyRows(a, patchStride, panels, filters, 0, y + <usize>pixel * yPixelStride, yPixelStride, count, filters, size);
    } else {
      multiplyRows(a, patchStride, panels, filters, 0, c, cStride, count, filters, size);
      scatterRows(c, cStride, y, yImageStride, yRowStride, yPixelStride, outputHeight, outputWidth, pixel, count, filters);
    }
  }
}

/** total += product: rows of `width` floats, `stride` bytes apart in the total, dense in the product. */
function addRows(total: usize, stride: usize, product: usize, rows: i32, width: i32): void {
  for (; rows > 0; rows--, total += stride, product += <usize>width << 2)
    for (let j = 0; j < width; j += 4) {
      const at = <usize>j << 2, left = width - j;
      storePart(total + at, f32x4.add(loadPart(total + at, left), loadPart(product + at, left)), left);
    }
}

/**
 * Rows `from` to `to` and `width` columns of gw [kernelHeight · kernelWidth · channels, filters] = Σ_{n, i, j} patch(n, i, j)ᵀ · g[n, i, j, ·], over
 * all images. `gw` points at row `from` and the first column wanted, `g` at that column (filter) of the first pixel.
 * Summed over blocks of pixels, then over the blocks, in order.
 */
export function convolveFilter(
  x: usize, height: i32, width: i32, channels: i32, g: usize, outputHeight: i32, outputWidth: i32, filters: i32, images: i32,
  kernelHeight: i32, kernelWidth: i32, step: i32, top: i32, left: i32, gw: usize, from: i32, to: i32, columns: i32,
): void {
  const rows = to - from, vectors = (columns + 3) >> 2;
  const pixels = images * outputHeight * outputWidth;
  const block = clamp(BLOCK_FLOATS / (rows + columns), 16, 256);
  // A distance between patches that is no power of two spreads them over the cache.
  const patchStride = (<usize>rows << 2) | 16, gStride = <usize>filters << 2;
  const patches = scratch(), panels = patches + <usize>block * patchStride;
  const product = panels + 16 * <usize>block * vectors;
  for (let row = 0; row < rows; row++) zeroFloats(gw + <usize>row * gStride, columns);
  for (let pixel = 0; pixel < pixels; pixel += block) {
    const count = min(block, pixels - pixel);
    writePatches(
      x, height, width, channels, kernelHeight, kernelWidth, step, top, left,
      outputHeight, outputWidth, pixel, count, from, to, patches, patchStride,
    );
    packPanels(g + <usize>pixel * gStride, gStride, panels, count, columns, 0, vectors);
    multiplyColumns(patches, patchStride, panels, columns, 0, product, <usize>columns << 2, rows, columns, count);
    addRows(gw, gStride, product, rows, columns);
  }
}
