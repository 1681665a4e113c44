// Products of spectra: for every value (frequency) one matrix product over channels or images.
//
// Spectra are rows of vectors of complex values, [re ×4 | im ×4]. Inputs x + iy are made [x | −(x + y) | y − x], gradients c + id
// [c + d | d | c], weights u + iv what the product needs:
//   output              (x + iy)(u + iv):   K = x·(u + v),   re = K − (x + y)·v,   im = K + (y − x)·u
//   gradient by input   (c + id)(u − iv):   K = (c + d)·u,   re = K + d·(v − u),   im = K − c·(u + v)
//   gradient by weights (x − iy)(c + id):   K = x·(c + d),   re = K + (y − x)·d,   im = K − (x + y)·c
// so that every complex product is three real ones which only add.
//
// Values from `from` to `to` are done; those below `reals` are real, their im is neither read nor written. Rows of a matrix lie …Row
// bytes apart, the matrices of the values …Value bytes. cin and cout are multiples of 4. Values are independent of each other: any
// split in tasks gives the same bits.
import { complexColumns, complexRows } from './generated/spectral-tiles';
import { scratch } from './scratch';
import { packGradients, packInputs, packSums, packTransposed, panelWidth } from './spectral-panels';

/** Packed panels that are used together: they should stay in a core's second cache, one of them with a tile's rows in the first. */
const PANEL_BYTES: i32 = 1 << 17, PANEL_ROWS: i32 = 160;
/** Images that are packed together. */
const IMAGES: i32 = 128;
/** Packed rows that are done with all those panels before the next ones. */
const ROWS: i32 = 32;

/** Rows of panels that k is cut into: a multiple of 4. */
// @ts-ignore: decorator
@inline
function cut(k: i32): i32 {
  const parts = (k + PANEL_ROWS - 1) / PANEL_ROWS;
  return (k / parts + 3) & ~3;
}

/** How many of `vectors` are packed in panels of k rows at once: whole panels. */
// @ts-ignore: decorator
@inline
function blockOf(vectors: i32, k: i32): i32 {
  const most = max(4, PANEL_BYTES / (48 * k) & ~3);
  return vectors <= most ? vectors : most;
}

/**
 * m[image, cout] = v[image, cin] · u[cin, cout]. v: spectra of inputs; u: of weights, a row for each input channel; m: of the outputs.
 * Scratch: 12·cin·min(images, 128) bytes and 128 KiB.
 */
export function spectralMultiply(
  v: usize, vRow: u32, vValue: u32, u: usize, uRow: u32, uValue: u32, m: usize, mRow: u32, mValue: u32,
  images: i32, cin: i32, cout: i32, reals: i32, from: i32, to: i32,
): void {
  const inner = cut(cin), vectors = cout / 4, block = blockOf(vectors, inner);
  for (let value = from; value < to; value++) {
    const real = value < reals;
    for (let image = 0; image < images; image += IMAGES) {
      const some = min(IMAGES, images - image);
      const panels = packInputs(v + value * vValue + image * vRow, vRow, scratch(), 12 * cin, 48, some, cin / 4, real);
      for (let first = 0; first < vectors; first += block) {
        const count = min(block, vectors - first);
        const result = m + value * mValue + image * mRow + 32 * first;
        for (let k = 0; k < cin; k += inner) {
          const depth = min(inner, cin - k);
          packSums(u + value * uValue + k * uRow + 32 * first, uRow, panels, depth, count, real);
          multiplyPanels(scratch() + 12 * k, 12 * cin, panels, result, mRow, some, depth, count, real, k > 0);
        }
      }
    }
  }
}

/**
 * x[image, cin] = d[image, cout] · conj(u)[cin, cout]ᵀ. d: spectra of gradients by outputs; u: of weights; x: of gradients by inputs.
 * Scratch: 12·cout·min(images, 128) bytes and 128 KiB.
 */
export function spectralMultiplyTransposed(
  d: usize, dRow: u32, dValue: u32, u: usize, uRow: u32, uValue: u32, x: usize, xRow: u32, xValue: u32,
  images: i32, cin: i32, cout: i32, reals: i32, from: i32, to: i32,
): void {
  const inner = cut(cout), vectors = cin / 4, block = blockOf(vectors, inner);
  for (let value = from; value < to; value++) {
    const real = value < reals;
    for (let image = 0; image < images; image += IMAGES) {
      const some = min(IMAGES, images - image);
      const panels = packGradients(d + value * dValue + image * dRow, dRow, scratch(), 12 * cout, 48, some, cout / 4, real);
      for (let first = 0; first < vectors; first += block) {
        const count = min(block, vectors - first);
        const result = x + value * xValue + image * xRow + 32 * first;
        for (let k = 0; k < cout; k += inner) {
          const depth = min(inner, cout - k);
          packTransposed(u + value * uValue + 4 * first * uRow + 8 * k, uRow, panels, depth, count, real);
          multiplyPanels(scratch() + 12 * k, 12 * cout, panels, result, xRow, some, depth, count, real, k > 0);
        }
      }
    }
  }
}

/** Packed rows with some panels. */
function multiplyPanels(
  a: usize, aRow: usize, panels: usize, c: usize, cRow: usize, rows: i32, k: i32, vectors: i32, real: bool, accumulate: bool,
): void {
  for (let row = 0; row < rows; row += ROWS) {
    const some = min(ROWS, rows - row);
    let panel = panels;
    for (let vector = 0; vector < vectors; ) {
      const width = panelWidth(vectors - vector, k);
      complexRows(a, aRow, panel, c + 32 * vector, cRow, some, k, real, accumulate, width);
      panel += 48 * width * k;
      vector += width;
    }
    a += ROWS * aRow;
    c += ROWS * cRow;
  }
}

/** Packed rows of a few images that stay in the first cache as they lie. */
const FEW_IMAGES: i32 = 32, FEW_BYTES: i32 = 1 << 14;

/**
 * g[cin, cout] = conj(v)[image, cin]ᵀ · d[image, cout], summed over the images in their order. v: spectra of inputs; d: of gradients by
 * outputs; g: a row for each input channel. Scratch: 12·(cin + cout)·min(images, 128) bytes.
 */
export function spectralMultiplyColumns(
  v: usize, vRow: u32, vValue: u32, d: usize, dRow: u32, dValue: u32, g: usize, gRow: u32, gValue: u32,
  images: i32, cin: i32, cout: i32, reals: i32, from: i32, to: i32,
): void {
  const few = 12 * (cin + cout) * FEW_IMAGES <= FEW_BYTES;
  const most = few ? FEW_IMAGES : IMAGES;
  const vectors = cout / 4;
  const a = scratch();
  for (let value = from; value < to; value++) {
    const real = value < reals;
    for (let image = 0; image < images; image += most) {
      const some = min(most, images - image);
      // Vectors of an image side by side, or images of a vector, so that what a tile reads is contiguous.
      const aRow = few ? 12 * cin : 48, bRow = few ? 12 * cout : 48, step = few ? 48 : 48 * some;
      const b = packInputs(v + value * vValue + image * vRow, vRow, a, aRow, step, some, cin / 4, real);
      packGradients(d + value * dValue + image * dRow, dRow, b, bRow, step, some, vectors, real);
      for (let vector = 0; vector < vectors; vector += 2) {
        const width = min(2, vectors - vector);
        const result = g + value * gValue + 32 * vector;
        complexColumns(a, step, aRow, b + vector * step, bRow, step, result, gRow, cin / 4, some, real, image > 0, width);
      }
    }
  }
}
