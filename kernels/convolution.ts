// Two-dimensional convolutions as matrix products over patches of dense images; see patches.ts for their geometry.
import { blockPanel, INNER_BLOCK, multiplyColumns, multiplyRows } from './matmul';
import { addFloats, addPatches, clamp, copyFloats, writePatches, zeroFloats } from './patches';
import { scratch } from './scratch';

/** Floats of a block of patches: what fits the second cache with room for the other operand. */
const BLOCK_FLOATS: i32 = 32768;

/** Patches of `size` floats in a block: whole register tiles, and not so many that their products leave the cache. */
// @ts-ignore: decorator
@inline
function blockRows(size: i32): i32 {
  return 6 * clamp(BLOCK_FLOATS / 6 / max(size, 1), 1, 16);
}

/** Copies rows of `width` floats between places with these row strides (bytes). */
function copyRows(x: usize, xStride: usize, y: usize, yStride: usize, rows: i32, width: i32): void {
  for (; rows > 0; rows--, x += xStride, y += yStride) copyFloats(x, y, width);
}

/** Puts rows of `filters` floats at the output pixels from number `place` on, which lie with these strides (bytes). */
function scatterRows(
  c: usize, cStride: usize, y: usize, yImageStride: usize, yRowStride: usize, yPixelStride: usize,
  outputHeight: i32, outputWidth: i32, place: i32, count: i32, filters: i32,
): void {
  let j = place % outputWidth, i = (place / outputWidth) % outputHeight, n = place / outputWidth / outputHeight;
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
  const places = images * outputHeight * outputWidth;
  const block = blockRows(size);
  const isPlain = kernelHeight * kernelWidth * step == 1 && outputHeight == height && outputWidth == width;
  const isDense = yRowStride == <usize>outputWidth * yPixelStride && yImageStride == <usize>outputHeight * yRowStride;
  const patchStride = <usize>size << 2, cStride = <usize>filters << 2;
  const patches = scratch(), c = patches + <usize>block * patchStride;
  for (let place = 0; place < places; place += block) {
    const count = min(block, places - place);
    if (!isPlain && size > 0)
      writePatches(
        x, height, width, channels, kernelHeight, kernelWidth, step, top, left,
        outputHeight, outputWidth, place, count, 0, size, patches, patchStride,
      );
    const a = isPlain ? x + <usize>place * patchStride : patches;
    if (isDense) {
      multiplyRows(a, patchStride, panels, filters, 0, y + <usize>place * yPixelStride, yPixelStride, count, filters, size);
    } else {
      multiplyRows(a, patchStride, panels, filters, 0, c, cStride, count, filters, size);
      scatterRows(c, cStride, y, yImageStride, yRowStride, yPixelStride, outputHeight, outputWidth, place, count, filters);
    }
  }
}

/**
 * The adjoint of writing patches out: x = 0, then patch(n, i, j) of x += g[n, i, j, ·] · B for `images` images, where B
 * [filters, kernelHeight · kernelWidth · channels] is packed. For images of few channels: their patches fill vectors, their pixels do not.
 */
export function convolveScatter(
  g: usize, outputHeight: i32, outputWidth: i32, filters: i32, panels: usize, kernelHeight: i32, kernelWidth: i32, step: i32, top: i32,
  left: i32, x: usize, height: i32, width: i32, channels: i32, images: i32,
): void {
  const size = kernelHeight * kernelWidth * channels;
  const places = images * outputHeight * outputWidth;
  const block = blockRows(size);
  const gStride = <usize>filters << 2, patchStride = <usize>size << 2;
  const patches = scratch();
  zeroFloats(x, images * height * width * channels);
  for (let place = 0; place < places; place += block) {
    const count = min(block, places - place);
    multiplyRows(g + <usize>place * gStride, gStride, panels, size, 0, patches, patchStride, count, size, filters);
    addPatches(
      patches, place, count, outputHeight, outputWidth, kernelHeight, kernelWidth, step, top, left, x, height, width, channels,
    );
  }
}

/**
 * Rows `from` to `to` of gw [kernelHeight · kernelWidth · channels, filters] = Σ_{n, i, j} patch(n, i, j)ᵀ · g[n, i, j, ·] over all images;
 * `gw` points at row `from`. g [places, filters] is packed. Summed over blocks of INNER_BLOCK places, then over the blocks, in
 * order.
 */
export function convolveFilter(
  x: usize, height: i32, width: i32, channels: i32, panels: usize, outputHeight: i32, outputWidth: i32, filters: i32, images: i32,
  kernelHeight: i32, kernelWidth: i32, step: i32, top: i32, left: i32, gw: usize, from: i32, to: i32,
): void {
  const rows = to - from, total = rows * filters;
  const places = images * outputHeight * outputWidth;
  // A distance between patches that is no power of two spreads them over the cache.
  const patchStride = (<usize>rows << 2) | 16, cStride = <usize>filters << 2;
  const patches = scratch(), product = patches + (INNER_BLOCK + 1) * patchStride;
  zeroFloats(gw, total);
  for (let place = 0; place < places; place += INNER_BLOCK) {
    const count = min(INNER_BLOCK, places - place);
    writePatches(
      x, height, width, channels, kernelHeight, kernelWidth, step, top, left,
      outputHeight, outputWidth, place, count, from, to, patches, patchStride,
    );
    multiplyColumns(patches, patchStride, blockPanel(panels, filters, place, count, 0), filters, product, cStride, rows, count);
    addFloats(product, gw, total);
  }
}
