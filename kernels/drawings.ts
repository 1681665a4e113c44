// The first block of a network on drawings: 3×3 same convolution of one channel + bias + ReLU + 2×2 max-pool, forward and the gradient
// of its filters. Drawings are mostly ground: a window whose 4×4 patch is all zero (nearly half of them) gives relu(bias) and nothing
// to the filters' gradient, so only the others are computed.
import { forward1, forward2, sumPatches } from './generated/drawings';
import { loadPart, storePart } from './lanes';
import { scratch } from './scratch';

const DEAD: u8 = 4;
const RECORD: usize = 12;
const ENTRY: usize = 32;

/**
 * x[height][width] bytes, as floats times `scale`, into the interior of an image whose rows are yRow bytes apart (the halo is not
 * touched). y: address of pixel (0, 0); xImage, yImage: bytes from image to image.
 */
export function drawingsToImages(
  x: usize, xImage: usize, y: usize, yImage: usize, yRow: usize, height: i32, width: i32, images: i32, scale: f32,
): void {
  const factor = f32x4.splat(scale);
  for (let image = 0; image < images; image++) {
    let from = x, row = y;
    for (let i = 0; i < height; i++) {
      let j = 0;
      for (; j + 4 <= width; j += 4) {
        const words = i16x8.extend_low_i8x16_u(v128.load32_zero(from + j));
        v128.store(row + 4 * j, f32x4.mul(factor, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(words))));
      }
      for (; j < width; j++) store<f32>(row + 4 * j, scale * <f32>load<u8>(from + j));
      from += width;
      row += yRow;
    }
    x += xImage;
    y += yImage;
  }
}

/** Whether a 4×4 patch has anything but zeros. */
// @ts-ignore: decorator
@inline
function hasInk(patch: usize, row: usize): bool {
  const upper = v128.or(v128.load(patch), v128.load(patch + row));
  const lower = v128.or(v128.load(patch + 2 * row), v128.load(patch + 3 * row));
  return v128.any_true(v128.or(upper, lower));
}

/**
 * Forward of the block for images of one channel, haloed, pixels next to each other.
 * x, xImage, xRow, patches, y, yImage, pixels, codes, bias, cout, count, images: as for convReluPool. w: [3][3][1][cout].
 * Scratch: 24·count + 48·⌈cout/4⌉·4 + 192 bytes.
 */
export function convReluPoolDrawings(
  x: usize, xImage: usize, xRow: usize, patches: usize, y: usize, yImage: usize, pixels: usize, codes: usize, w: usize, bias: usize,
  cout: i32, count: i32, images: i32,
): void {
  const vectors = (cout + 3) / 4;
  const filters = scratch();
  const biases = filters + 144 * vectors;
  const values = biases + 16 * vectors;
  const inked = values + 16 * vectors;
  const blank = inked + RECORD * (count + 1);
  packDrawingFilters(w, bias, filters, biases, values, cout);
  for (let image = 0; image < images; image++) {
    let inkedEnd = inked, blankEnd = blank;
    for (let window = 0; window < count; window++) {
      const patch = x + load<usize>(patches + 4 * window);
      const pixel = y + load<usize>(pixels + 4 * window);
      const ink = <usize>hasInk(patch, xRow);
      store<usize>(inkedEnd, patch);
      store<usize>(inkedEnd, pixel, 4);
      store<usize>(inkedEnd, codes, 8);
      store<usize>(blankEnd, pixel, 4);
      store<usize>(blankEnd, codes, 8);
      inkedEnd += ink * RECORD;
      blankEnd += (1 - ink) * RECORD;
      codes += 4 * vectors;
    }
    for (let record = blank; record < blankEnd; record += RECORD) {
      storeConstant(load<usize>(record, 4), load<usize>(record, 8), values, cout);
    }
    for (let v = 0; v < vectors; ) {
      const width = min(2, vectors - v);
      const panel = filters + 144 * v;
      const last = cout - 4 * (v + width - 1);
      if (width == 2) forward2(inked, inkedEnd, xRow, panel, biases + 16 * v, 4 * v, last);
      else forward1(inked, inkedEnd, xRow, panel, biases + 16 * v, 4 * v, last);
      v += width;
    }
    x += xImage;
    y += yImage;
  }
}

/** w in panels [panel][9][width·4]; the bias in whole vectors; relu(bias). */
function packDrawingFilters(w: usize, bias: usize, filters: usize, biases: usize, values: usize, cout: i32): void {
  const vectors = (cout + 3) / 4;
  for (let v = 0; v < vectors; ) {
    const width = min(2, vectors - v);
    for (let tap = 0; tap < 9; tap++) {
      for (let j = 0; j < width; j++) {
        const channel = 4 * (v + j);
        v128.store(filters + 144 * v + 16 * (tap * width + j), loadPart(w + 4 * (tap * cout + channel), cout - channel));
      }
    }
    v += width;
  }
  for (let channel = 0; channel < cout; channel += 4) {
    const value = loadPart(bias + 4 * channel, cout - channel);
    v128.store(biases + 4 * channel, value);
    v128.store(values + 4 * channel, f32x4.pmax(value, f32x4.splat(0)));
  }
}

/** A window of ground: relu(bias); all four pixels are equal, so the first one wins. */
function storeConstant(y: usize, codes: usize, values: usize, cout: i32): void {
  const zero = f32x4.splat(0), dead = i32x4.splat(DEAD);
  for (let channel = 0; channel < cout; channel += 4) {
    const value = v128.load(values + 4 * channel);
    storePart(y + 4 * channel, value, cout - channel);
    const code = v128.andnot(dead, f32x4.gt(value, zero));
    const words = i16x8.narrow_i32x4_s(code, code);
    v128.store32_lane(codes + channel, i8x16.narrow_i16x8_u(words, words), 0);
  }
}

/**
 * Gradients of the filters and the bias of channels `from` … `to` (`from` a multiple of 4) of convReluPoolDrawings over the whole batch,
 * image by image.
 * x, xImage, xRow, patches, codes, cout, count, images: as there. gy, gyImage, pixels: gradient of the pooled output as for
 * convReluPoolFilterGradient. dw: [3][3][1][cout], db: [cout]; written, not added to.
 * Scratch: 33·count + 320 bytes.
 */
export function convReluPoolDrawingsGradient(
  x: usize, xImage: usize, xRow: usize, patches: usize, gy: usize, gyImage: usize, pixels: usize, codes: usize, dw: usize, db: usize,
  cout: i32, count: i32, images: i32, from: i32, to: i32,
): void {
  const sums = scratch();
  const entries = sums + 192;
  const vectors = (cout + 3) / 4;
  for (let channel = from; channel < to; channel += 4) {
    let total = f32x4.splat(0);
    memory.fill(sums, 0, 192);
    let image = x, g = gy + 4 * channel, code = codes + channel;
    for (let n = 0; n < images; n++) {
      let end = entries;
      let sum = f32x4.splat(0);
      for (let window = 0; window < count; window++) {
        const patch = image + load<usize>(patches + 4 * window);
        const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(code));
        const place = i32x4.extend_low_i16x8_s(bytes);
        const live = i32x4.lt_s(place, i32x4.splat(DEAD));
        const value = v128.and(live, v128.load(g + load<usize>(pixels + 4 * window)));
        sum = f32x4.add(sum, value);
        const right = i32x4.shl(v128.and(place, i32x4.splat(1)), 2);
        const down = v128.and(i32x4.eq(v128.and(place, i32x4.splat(2)), i32x4.splat(2)), i32x4.splat(<i32>xRow));
        v128.store(end, value);
        v128.store(end, i32x4.add(i32x4.splat(<i32>patch), i32x4.add(right, down)), 16);
        end += hasInk(patch, xRow) ? ENTRY : 0;
        code += 4 * vectors;
      }
      total = f32x4.add(total, sum);
      sumPatches(entries, end, xRow, sums);
      image += xImage;
      g += gyImage;
    }
    const left = to - channel;
    storePart(db + 4 * channel, total, left);
    storeTaps(sums, dw + 4 * channel, cout, left);
  }
}

/** dw[3][3] of up to 4 channels from sums [4][3 rows][4]. */
function storeTaps(sums: usize, dw: usize, cout: i32, count: i32): void {
  for (let channel = 0; channel < min(4, count); channel++) {
    for (let tap = 0; tap < 9; tap++) {
      store<f32>(dw + 4 * (tap * cout + channel), load<f32>(sums + 16 * (3 * channel + tap / 3) + 4 * (tap % 3)));
    }
  }
}
