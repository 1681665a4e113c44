// The block 3×3 same convolution + bias + ReLU + 2×2 max-pool, forward, by Winograd's F(2×2, 3×3) (Lavin and Gray 2015): one tile of
// 2×2 outputs is one window of the pool, so that the full-resolution convolution is never written.
//
//   Y = Aᵀ [(G g Gᵀ) ∘ (Bᵀ d B)] A,   d: the 4×4 input patch of a window, g: a 3×3 filter
//
// summed over input channels: 16 products of matrices [windows, cin] · [cin, cout]. A constant patch has one non-zero term, the same
// in all four outputs, so that ties in blank areas are exact and the first of equals wins, as in a direct convolution.
import { gemm } from './generated/gemm';
import { loadPart, storePart } from './lanes';
import { planeStride } from './planes';
import { scratch } from './scratch';

/** Winner codes: 0…3 = 2·row + column in the window; a window cut by the ReLU is dead. */
const DEAD: i32 = 4;
/** A window's record in scratch: the addresses of its patch, its pooled pixel and its codes. */
const RECORD: usize = 12;

/**
 * U = G g Gᵀ of all filters, in the panels of gemm: plane ξ (of 16) at u + ξ·planeStride(16·⌈cout/4⌉·cin), panels of k = cin rows.
 * w: [3][3][cin][cout]. Writes vectors `from` … `to` of output channels (4 channels each; `from` even), so that tasks can share.
 */
export function winogradFilters(w: usize, u: usize, cin: i32, cout: i32, from: i32, to: i32): void {
  const vectors = (cout + 3) / 4;
  const plane = planeStride(16 * <usize>vectors * cin);
  const tap = 4 * <usize>cin * cout;
  for (let v = from; v < to; v++) {
    const first = v & ~1;
    const step: usize = first + 1 < vectors ? 32 : 16;
    let target = u + 16 * (<usize>first * cin + (v - first));
    let source = w + 16 * v;
    const count = cout - 4 * v;
    for (let channel = 0; channel < cin; channel++) {
      transformFilter(source, tap, count, target, plane);
      source += 4 * <usize>cout;
      target += step;
    }
  }
}

/** One vector of filters: columns of G g first, then rows, one of the four columns at a time. */
// @ts-ignore: decorator
@inline
function transformFilter(w: usize, tap: usize, count: i32, u: usize, plane: usize): void {
  const half = f32x4.splat(0.5);
  const g00 = loadPart(w, count), g01 = loadPart(w + tap, count), g02 = loadPart(w + 2 * tap, count);
  const g10 = loadPart(w + 3 * tap, count), g11 = loadPart(w + 4 * tap, count), g12 = loadPart(w + 5 * tap, count);
  const g20 = loadPart(w + 6 * tap, count), g21 = loadPart(w + 7 * tap, count), g22 = loadPart(w + 8 * tap, count);
  transformRow(g00, g01, g02, u, plane);
  transformRow(
    f32x4.mul(half, f32x4.add(f32x4.add(g00, g20), g10)),
    f32x4.mul(half, f32x4.add(f32x4.add(g01, g21), g11)),
    f32x4.mul(half, f32x4.add(f32x4.add(g02, g22), g12)),
    u + 4 * plane, plane,
  );
  transformRow(
    f32x4.mul(half, f32x4.sub(f32x4.add(g00, g20), g10)),
    f32x4.mul(half, f32x4.sub(f32x4.add(g01, g21), g11)),
    f32x4.mul(half, f32x4.sub(f32x4.add(g02, g22), g12)),
    u + 8 * plane, plane,
  );
  transformRow(g20, g21, g22, u + 12 * plane, plane);
}

// @ts-ignore: decorator
@inline
function transformRow(a: v128, b: v128, c: v128, u: usize, plane: usize): void {
  const half = f32x4.splat(0.5);
  const sum = f32x4.add(a, c);
  v128.store(u, a);
  v128.store(u + plane, f32x4.mul(half, f32x4.add(sum, b)));
  v128.store(u + 2 * plane, f32x4.mul(half, f32x4.sub(sum, b)));
  v128.store(u + 3 * plane, c);
}

/**
 * Forward of the block for `images` images.
 * x: first image, haloed, pixels of ⌈cin/4⌉·4 floats (padding zero); xImage, xRow: bytes from image to image and row to row.
 * patches: u32 for each of the `count` windows of an image: bytes from the image's start to the window's 4×4 patch.
 * y: first image; yImage: bytes from image to image; pixels: u32 for each window: bytes from the image's start to its pooled pixel,
 * of which cout floats are written and nothing else.
 * codes: [images][count][⌈cout/4⌉·4] bytes, 0…3 the winner's place 2·row + column, 4 dead.
 * u: see winogradFilters; bias: [cout]. group: windows a pass, to fit the cache; it does not change the bits.
 * Scratch: 12·group + 16·(planeStride(4·group·cin4) + planeStride(4·group·cout4)) + 128 bytes, where c4 = ⌈c/4⌉·4.
 */
export function convReluPool(
  x: usize, xImage: usize, xRow: usize, patches: usize, y: usize, yImage: usize, pixels: usize, codes: usize,
  u: usize, bias: usize, cin: i32, cout: i32, count: i32, images: i32, group: i32,
): void {
  const codeStep = <usize>((cout + 3) & ~3);
  const records = scratch();
  let record = records;
  let pending = 0;
  for (let image = 0; image < images; image++) {
    for (let window = 0; window < count; window++) {
      store<usize>(record, x + load<usize>(patches + 4 * window));
      store<usize>(record, y + load<usize>(pixels + 4 * window), 4);
      store<usize>(record, codes, 8);
      codes += codeStep;
      record += RECORD;
      if (++pending == group) {
        forwardGroup(records, pending, group, xRow, u, bias, cin, cout);
        pending = 0;
        record = records;
      }
    }
    x += xImage;
    y += yImage;
  }
  if (pending) forwardGroup(records, pending, group, xRow, u, bias, cin, cout);
}

function forwardGroup(records: usize, count: i32, group: i32, xRow: usize, u: usize, bias: usize, cin: i32, cout: i32): void {
  const inputBytes = 4 * <usize>((cin + 3) & ~3);
  const outputBytes = 4 * <usize>((cout + 3) & ~3);
  const uPlane = planeStride(outputBytes * cin);
  const vPlane = planeStride(inputBytes * group);
  const mPlane = planeStride(outputBytes * group);
  const v = (records + RECORD * group + 63) & ~63;
  const m = v + 16 * vPlane;
  transformInputs(records, count, xRow, inputBytes, v, vPlane);
  for (let plane = 0; plane < 16; plane++) {
    gemm(v + plane * vPlane, inputBytes, u + plane * uPlane, m + plane * mPlane, outputBytes, 0, 0, count, <i32>(outputBytes >> 2), cin);
  }
  for (let channel = 0; channel < cout; channel += 4) {
    poolOutputs(records, count, m, mPlane, outputBytes, channel, loadPart(bias + 4 * channel, cout - channel), cout - channel);
  }
}

/** V = Bᵀ d B for each window and vector of channels. */
function transformInputs(records: usize, count: i32, xRow: usize, inputBytes: usize, v: usize, plane: usize): void {
  for (let window = 0; window < count; window++) {
    const patch = load<usize>(records + RECORD * window);
    for (let channel: usize = 0; channel < inputBytes; channel += 16) {
      transformPatch(patch + channel, xRow, inputBytes, v + channel, plane);
    }
    v += inputBytes;
  }
}

/** One row of Bᵀ d at a time, so that few values live at once: d0 − d2, d1 + d2, d2 − d1, d1 − d3. */
// @ts-ignore: decorator
@inline
function transformPatch(x: usize, row: usize, pixel: usize, v: usize, plane: usize): void {
  const x1 = x + row, x2 = x1 + row, x3 = x2 + row;
  transformPatchRow(
    f32x4.sub(v128.load(x), v128.load(x2)),
    f32x4.sub(v128.load(x + pixel), v128.load(x2 + pixel)),
    f32x4.sub(v128.load(x + 2 * pixel), v128.load(x2 + 2 * pixel)),
    f32x4.sub(v128.load(x + 3 * pixel), v128.load(x2 + 3 * pixel)),
    v, plane,
  );
  transformPatchRow(
    f32x4.add(v128.load(x1), v128.load(x2)),
    f32x4.add(v128.load(x1 + pixel), v128.load(x2 + pixel)),
    f32x4.add(v128.load(x1 + 2 * pixel), v128.load(x2 + 2 * pixel)),
    f32x4.add(v128.load(x1 + 3 * pixel), v128.load(x2 + 3 * pixel)),
    v + 4 * plane, plane,
  );
  transformPatchRow(
    f32x4.sub(v128.load(x2), v128.load(x1)),
    f32x4.sub(v128.load(x2 + pixel), v128.load(x1 + pixel)),
    f32x4.sub(v128.load(x2 + 2 * pixel), v128.load(x1 + 2 * pixel)),
    f32x4.sub(v128.load(x2 + 3 * pixel), v128.load(x1 + 3 * pixel)),
    v + 8 * plane, plane,
  );
  transformPatchRow(
    f32x4.sub(v128.load(x1), v128.load(x3)),
    f32x4.sub(v128.load(x1 + pixel), v128.load(x3 + pixel)),
    f32x4.sub(v128.load(x1 + 2 * pixel), v128.load(x3 + 2 * pixel)),
    f32x4.sub(v128.load(x1 + 3 * pixel), v128.load(x3 + 3 * pixel)),
    v + 12 * plane, plane,
  );
}

// @ts-ignore: decorator
@inline
function transformPatchRow(a: v128, b: v128, c: v128, d: v128, v: usize, plane: usize): void {
  v128.store(v, f32x4.sub(a, c));
  v128.store(v + plane, f32x4.add(b, c));
  v128.store(v + 2 * plane, f32x4.sub(c, b));
  v128.store(v + 3 * plane, f32x4.sub(b, d));
}

/** Y = Aᵀ M A for one vector of channels, its largest value (the first of equals), bias, ReLU, and the code. */
function poolOutputs(records: usize, count: i32, m: usize, plane: usize, outputBytes: usize, channel: i32, bias: v128, left: i32): void {
  const zero = f32x4.splat(0);
  const dead = i32x4.splat(DEAD);
  const two = i32x4.splat(2);
  const channelBytes = 4 * <usize>channel;
  m += channelBytes;
  for (let window = 0; window < count; window++) {
    let at = m;
    let a = v128.load(at), b = v128.load(at + plane), c = v128.load(at + 2 * plane), d = v128.load(at + 3 * plane);
    const s0 = f32x4.add(f32x4.add(a, b), c), t0 = f32x4.sub(f32x4.sub(b, c), d);
    at += 4 * plane;
    a = v128.load(at), b = v128.load(at + plane), c = v128.load(at + 2 * plane), d = v128.load(at + 3 * plane);
    const s1 = f32x4.add(f32x4.add(a, b), c), t1 = f32x4.sub(f32x4.sub(b, c), d);
    at += 4 * plane;
    a = v128.load(at), b = v128.load(at + plane), c = v128.load(at + 2 * plane), d = v128.load(at + 3 * plane);
    const s2 = f32x4.add(f32x4.add(a, b), c), t2 = f32x4.sub(f32x4.sub(b, c), d);
    at += 4 * plane;
    a = v128.load(at), b = v128.load(at + plane), c = v128.load(at + 2 * plane), d = v128.load(at + 3 * plane);
    const s3 = f32x4.add(f32x4.add(a, b), c), t3 = f32x4.sub(f32x4.sub(b, c), d);
    const y0 = f32x4.add(f32x4.add(s0, s1), s2), y1 = f32x4.add(f32x4.add(t0, t1), t2);
    const y2 = f32x4.sub(f32x4.sub(s1, s2), s3), y3 = f32x4.sub(f32x4.sub(t1, t2), t3);

    const upper = f32x4.pmax(y0, y1), lower = f32x4.pmax(y2, y3);
    const isLower = f32x4.lt(upper, lower);
    const best = f32x4.add(f32x4.pmax(upper, lower), bias);
    const code = v128.bitselect(i32x4.sub(two, f32x4.lt(y2, y3)), i32x4.neg(f32x4.lt(y0, y1)), isLower);
    const codes = v128.bitselect(code, dead, f32x4.gt(best, zero));
    const record = records + RECORD * window;
    storePart(load<usize>(record, 4) + channelBytes, f32x4.pmax(best, zero), left);
    const words = i16x8.narrow_i32x4_s(codes, codes);
    v128.store32_lane(load<usize>(record, 8) + channel, i8x16.narrow_i16x8_u(words, words), 0);
    m += outputBytes;
  }
}
