// Sums along an axis, in float64, rounded once.
import { loadPart, storePart } from './lanes';

// @ts-ignore: decorator
@inline
function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline
function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
}

/** Two float64 pairs as four floats. */
// @ts-ignore: decorator
@inline
function round(first: v128, second: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 1, 4, 5);
}

/** Σ of `length` contiguous floats. */
function sumRow(x: usize, length: u32): f32 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  let left = length;
  for (; left >= 8; left -= 8, x += 32) {
    const first = v128.load(x), second = v128.load(x, 16);
    a = f64x2.add(a, low(first));
    b = f64x2.add(b, high(first));
    c = f64x2.add(c, low(second));
    d = f64x2.add(d, high(second));
  }
  const pair = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let sum = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
  for (; left > 0; left--, x += 4) sum += <f64>load<f32>(x);
  return <f32>sum;
}

/** y[0..16) = Σ over `length` rows of 16 floats, `stride` bytes apart. */
function sumColumns16(x: usize, y: usize, length: u32, stride: usize): void {
  let a = f64x2.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  for (; length > 0; length--, x += stride) {
    const first = v128.load(x), second = v128.load(x, 16), third = v128.load(x, 32), fourth = v128.load(x, 48);
    a = f64x2.add(a, low(first));
    b = f64x2.add(b, high(first));
    c = f64x2.add(c, low(second));
    d = f64x2.add(d, high(second));
    e = f64x2.add(e, low(third));
    f = f64x2.add(f, high(third));
    g = f64x2.add(g, low(fourth));
    h = f64x2.add(h, high(fourth));
  }
  v128.store(y, round(a, b));
  v128.store(y, round(c, d), 16);
  v128.store(y, round(e, f), 32);
  v128.store(y, round(g, h), 48);
}

/** y[0..count) = Σ over `length` rows of `count` (1…4) floats, `stride` bytes apart. */
function sumColumns(x: usize, y: usize, count: i32, length: u32, stride: usize): void {
  let a = f64x2.splat(0), b = a;
  for (; length > 0; length--, x += stride) {
    const value = loadPart(x, count);
    a = f64x2.add(a, low(value));
    b = f64x2.add(b, high(value));
  }
  storePart(y, round(a, b), count);
}

/**
 * y[o, i] = Σ_{k < length} x[o, k, i], i < inner. Distances between neighbors in elements: `outerStride` and `stride` along o and k
 * of x, `yStride` along o of y; along i both are dense.
 */
export function sumAxis(
  x: usize, outerStride: u32, stride: u32, y: usize, yStride: u32, outer: u32, length: u32, inner: u32,
): void {
  const bytes = <usize>inner << 2, step = <usize>stride << 2;
  for (; outer > 0; outer--, x += <usize>outerStride << 2, y += <usize>yStride << 2) {
    if (inner == 1 && stride == 1) {
      store<f32>(y, sumRow(x, length));
      continue;
    }
    let i: usize = 0;
    for (; i + 64 <= bytes; i += 64) sumColumns16(x + i, y + i, length, step);
    for (; i < bytes; i += 16) sumColumns(x + i, y + i, <i32>((bytes - i) >> 2), length, step);
  }
}
