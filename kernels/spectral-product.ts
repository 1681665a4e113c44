// Products of spectra: for every value (frequency) one matrix product over channels or images.
//
// Spectra of inputs x + iy are kept as [x | y − x | −(x + y)], of gradients c + id as [c + d | d | c], of weights as [u | v]:
//   output              (x + iy)(u + iv):   K = x·(u + v),   re = K − (x + y)·v,   im = K + (y − x)·u
//   gradient by input   (c + id)(u − iv):   K = (c + d)·u,   re = K + d·(v − u),   im = K − c·(u + v)
//   gradient by weights (x − iy)(c + id):   K = x·(c + d),   re = K + (y − x)·d,   im = K − (x + y)·c
// so that every complex product is three real ones which only add.
//
// Values from `from` to `to` are done; those below `reals` are real, with part 0 alone. Rows of a matrix lie …Row bytes apart, the
// matrices of the values …Value bytes. cin and cout are multiples of 4. Values are independent: any split in tasks gives the same bits.
import { complexColumns, complexRows } from './generated/spectral-tiles';
import { scratch } from './scratch';
import { packColumns, packSums, packTransposed } from './spectral-panels';

/** Packed right operands that are used together, for a chunk of rows: they should stay in a core's second cache. */
const PACKED_BYTES: i32 = 1 << 17;
/** Rows done with all packed panels before the next rows. */
const ROWS: i32 = 32;

/** How many of `vectors` are packed at once when each takes `bytes`: at least a panel, and whole panels. */
// @ts-ignore: decorator
@inline
function blockOf(vectors: i32, bytes: i32): i32 {
  const most = max(2, PACKED_BYTES / bytes & ~1);
  return vectors <= most ? vectors : most;
}

/**
 * m[image, cout] = v[image, cin] · u[cin, cout]. v: spectra of inputs; u: of weights, a row [u | v] for each input channel;
 * m: rows [re | im] for each image. Scratch: 128 KiB or 96·cin bytes, if that is more.
 */
export function spectralMultiply(
  v: usize, vRow: u32, vValue: u32, u: usize, uRow: u32, uValue: u32, m: usize, mRow: u32, mValue: u32,
  images: i32, cin: i32, cout: i32, reals: i32, from: i32, to: i32,
): void {
  const vectors = cout / 4;
  const block = blockOf(vectors, 48 * cin);
  for (let value = from; value < to; value++) {
    const real = value < reals;
    for (let first = 0; first < vectors; first += block) {
      const last = min(first + block, vectors);
      packSums(u + value * uValue + 16 * first, uRow, 4 * cout, scratch(), cin, last - first, real);
      for (let image = 0; image < images; image += ROWS)
        multiplyPanels(
          v + value * vValue + image * vRow, vRow, 8 * cin, 4 * cin,
          m + value * mValue + image * mRow + 16 * first, mRow, 4 * cout, min(ROWS, images - image), cin, last - first, real,
        );
    }
  }
}

/**
 * x[image, cin] = d[image, cout] · conj(u)[cin, cout]ᵀ. d: spectra of gradients by outputs; u: of weights; x: rows [re | im] for each
 * image. Scratch: 128 KiB or 96·cout bytes, if that is more.
 */
export function spectralMultiplyTransposed(
  d: usize, dRow: u32, dValue: u32, u: usize, uRow: u32, uValue: u32, x: usize, xRow: u32, xValue: u32,
  images: i32, cin: i32, cout: i32, reals: i32, from: i32, to: i32,
): void {
  const vectors = cin / 4;
  const block = blockOf(vectors, 48 * cout);
  for (let value = from; value < to; value++) {
    const real = value < reals;
    for (let first = 0; first < vectors; first += block) {
      const last = min(first + block, vectors);
      packTransposed(u + value * uValue + 4 * first * uRow, uRow, 4 * cout, scratch(), cout, last - first, real);
      for (let image = 0; image < images; image += ROWS)
        multiplyPanels(
          d + value * dValue + image * dRow, dRow, 4 * cout, 8 * cout,
          x + value * xValue + image * xRow + 16 * first, xRow, 4 * cin, min(ROWS, images - image), cout, last - first, real,
        );
    }
  }
}

/** All packed panels, for a few rows. */
function multiplyPanels(
  a: usize, aRow: usize, aRe: usize, aIm: usize, c: usize, cRow: usize, cPart: usize, rows: i32, k: i32, vectors: i32, real: bool,
): void {
  let panel = scratch();
  for (let vector = 0; vector < vectors; vector += 2) {
    const width = min(2, vectors - vector);
    const part: usize = 16 * width * k;
    complexRows(a, aRow, aRe, aIm, panel, part, c + 16 * vector, cRow, cPart, rows, k, real, width);
    panel += 3 * part;
  }
}

/**
 * Reads a word of every cache line of some rows. A tile's loads jump from row to row, too far apart for the processor to foresee;
 * in order the lines come from memory several at a time.
 */
function touch(x: usize, bytes: usize): void {
  let seen: u32 = 0;
  for (const end = x + bytes; x < end; x += 64) seen |= load<u32>(x);
  store<u32>(scratch(), seen); // or a compiler might leave the loads out
}

/** Images that a small product takes in at a time, so that all operands stay in a core's first cache; and a large one. */
const IMAGES: i32 = 32, PACKED_IMAGES: i32 = 256;
/** A product that lies in less memory is small: it can be read and written several times. */
const SMALL_BYTES: i32 = 1 << 17;

/**
 * g[cin, cout] = conj(v)[image, cin]ᵀ · d[image, cout], summed over the images in their order. v: spectra of inputs; d: of gradients by
 * outputs; g: a row [re | im] for each input channel. Scratch: 12·min(images, 256)·(cin + 8) bytes.
 */
export function spectralMultiplyColumns(
  v: usize, vRow: u32, vValue: u32, d: usize, dRow: u32, dValue: u32, g: usize, gRow: u32, gValue: u32,
  images: i32, cin: i32, cout: i32, reals: i32, from: i32, to: i32,
): void {
  const small = 8 * cin * cout <= SMALL_BYTES;
  const most = small ? IMAGES : PACKED_IMAGES;
  for (let value = from; value < to; value++) {
    const result = g + value * gValue;
    const real = value < reals;
    for (let image = 0; image < images; image += most) {
      const left = v + value * vValue + image * vRow, right = d + value * dValue + image * dRow;
      const count = min(most, images - image);
      if (small) multiplyInPlace(left, vRow, right, dRow, result, gRow, count, cin, cout, real, image > 0);
      else multiplyPacked(left, vRow, right, dRow, result, gRow, count, cin, cout, real, image > 0);
    }
  }
}

function multiplyInPlace(
  v: usize, vRow: usize, d: usize, dRow: usize, g: usize, gRow: usize, images: i32, cin: i32, cout: i32, real: bool, accumulate: bool,
): void {
  const vectors = cout / 4;
  touch(v, images * vRow);
  touch(d, images * dRow);
  for (let vector = 0; vector < vectors; vector += 2) {
    complexColumns(
      v, 16, vRow, 4 * cin, 8 * cin, d + 16 * vector, dRow, 4 * cout, g + 16 * vector, gRow, 4 * cout, cin / 4, images, real, accumulate,
      min(2, vectors - vector),
    );
  }
}

/** All of v packed, and d panel by panel. */
function multiplyPacked(
  v: usize, vRow: usize, d: usize, dRow: usize, g: usize, gRow: usize, images: i32, cin: i32, cout: i32, real: bool, accumulate: bool,
): void {
  const vectors = cout / 4;
  const aPart: usize = 16 * images;
  let panel = scratch();
  for (let tile = 0; tile < cin / 4; tile++) panel = packColumns(v + 16 * tile, vRow, 4 * cin, panel, images, 1, real);
  for (let vector = 0; vector < vectors; vector += 2) {
    const width = min(2, vectors - vector);
    packColumns(d + 16 * vector, dRow, 4 * cout, panel, images, width, real);
    complexColumns(
      scratch(), 3 * aPart, 16, aPart, 2 * aPart, panel, 16 * width, 16 * width * images, g + 16 * vector, gRow, 4 * cout,
      cin / 4, images, real, accumulate, width,
    );
  }
}
