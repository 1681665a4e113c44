// Batch normalization of x [rows, channels] by channel: sums in float64, a part of the rows at a time, then over the parts in order.
//
// Sums of a part: float64 [2][channels, filled up to a multiple of 4].
import { loadPart, storePart } from './lanes';
import { scratch } from './scratch';

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

// @ts-ignore: decorator
@inline
function sumsStride(channels: i32): usize {
  return <usize>((channels + 3) & ~3) << 3;
}

/** sums = (Σ x, Σ x²) of each channel. Squares of float32 are exact in float64, so that nothing cancels. */
export function channelSums(x: usize, sums: usize, rows: i32, channels: i32): void {
  const stride = <usize>channels << 2, second = sumsStride(channels);
  for (let c = 0; c < channels; c += 4, x += 16, sums += 32) {
    let a = f64x2.splat(0), b = a, aa = a, bb = a;
    for (let row = 0, at = x; row < rows; row++, at += stride) {
      const value = loadPart(at, channels - c);
      const first = low(value), last = high(value);
      a = f64x2.add(a, first);
      b = f64x2.add(b, last);
      aa = f64x2.add(aa, f64x2.mul(first, first));
      bb = f64x2.add(bb, f64x2.mul(last, last));
    }
    v128.store(sums, a);
    v128.store(sums, b, 16);
    v128.store(sums + second, aa);
    v128.store(sums + second, bb, 16);
  }
}

/** Sum over `parts` parts of one channel's number in the sums. */
function overParts(sums: usize, parts: i32, stride: usize): f64 {
  let total: f64 = 0;
  for (; parts > 0; parts--, sums += stride) total += load<f64>(sums);
  return total;
}

/** mean = Σ x / count and biased variance = Σ x² / count − mean², from the sums of `parts` parts. */
export function channelMoments(sums: usize, parts: i32, count: u32, channels: i32, mean: usize, variance: usize): void {
  const second = sumsStride(channels);
  for (let c: usize = 0; c < <usize>channels; c++) {
    const average = overParts(sums + 8 * c, parts, 2 * second) / <f64>count;
    const square = overParts(sums + second + 8 * c, parts, 2 * second) / <f64>count;
    store<f32>(mean + 4 * c, <f32>average);
    store<f32>(variance + 4 * c, <f32>max<f64>(0, square - average * average));
  }
}

/** y = (x − mean) · gamma / √(variance + epsilon) + beta. Scratch: channels floats, filled up to whole vectors. */
export function normalizeChannels(
  x: usize, y: usize, rows: i32, channels: i32, mean: usize, variance: usize, gamma: usize, beta: usize, epsilon: f32,
): void {
  const scales = scratch(), stride = <usize>channels << 2;
  for (let c = 0; c < channels; c += 4) {
    const left = channels - c, at = <usize>c << 2;
    const deviation = f32x4.sqrt(f32x4.add(loadPart(variance + at, left), f32x4.splat(epsilon)));
    v128.store(scales + at, f32x4.div(loadPart(gamma + at, left), deviation));
  }
  for (; rows > 0; rows--, x += stride, y += stride)
    for (let c = 0; c < channels; c += 4) {
      const left = channels - c, at = <usize>c << 2;
      const centered = f32x4.sub(loadPart(x + at, left), loadPart(mean + at, left));
      storePart(y + at, f32x4.add(f32x4.mul(centered, v128.load(scales + at)), loadPart(beta + at, left)), left);
    }
}

/** sums = (Σ gy, Σ gy · (x − mean)) of each channel. */
export function channelGradientSums(x: usize, gy: usize, mean: usize, sums: usize, rows: i32, channels: i32): void {
  const stride = <usize>channels << 2, second = sumsStride(channels);
  for (let c = 0; c < channels; c += 4, sums += 32) {
    const left = channels - c, at = <usize>c << 2;
    const center = loadPart(mean + at, left);
    let a = f64x2.splat(0), b = a, ax = a, bx = a;
    for (let row = 0, offset = at; row < rows; row++, offset += stride) {
      const gradient = loadPart(gy + offset, left), centered = f32x4.sub(loadPart(x + offset, left), center);
      const first = low(gradient), last = high(gradient);
      a = f64x2.add(a, first);
      b = f64x2.add(b, last);
      ax = f64x2.add(ax, f64x2.mul(first, low(centered)));
      bx = f64x2.add(bx, f64x2.mul(last, high(centered)));
    }
    v128.store(sums, a);
    v128.store(sums, b, 16);
    v128.store(sums + second, ax);
    v128.store(sums + second, bx, 16);
  }
}

/**
 * dbeta = Σ gy, dgamma = Σ gy · x̂, and the coefficients [3][channels, filled up to a multiple of 4] of
 * dx = gamma·s · (gy − dbeta / count − x̂ · dgamma / count) = k₀ · gy + k₁ · (x − mean) + k₂, s = 1 / √(variance + epsilon).
 */
export function channelGradients(
  sums: usize, parts: i32, count: u32, channels: i32, gamma: usize, variance: usize, epsilon: f32, dgamma: usize, dbeta: usize,
  coefficients: usize,
): void {
  const second = sumsStride(channels), plane = second >> 1;
  for (let c: usize = 0; c < <usize>channels; c++) {
    const s = 1 / Math.sqrt(<f64>load<f32>(variance + 4 * c) + <f64>epsilon);
    const shift = overParts(sums + 8 * c, parts, 2 * second);
    const slope = overParts(sums + second + 8 * c, parts, 2 * second) * s;
    const scale = <f64>load<f32>(gamma + 4 * c) * s;
    store<f32>(dbeta + 4 * c, <f32>shift);
    store<f32>(dgamma + 4 * c, <f32>slope);
    store<f32>(coefficients + 4 * c, <f32>scale);
    store<f32>(coefficients + plane + 4 * c, <f32>((-scale * s * slope) / <f64>count));
    store<f32>(coefficients + 2 * plane + 4 * c, <f32>((-scale * shift) / <f64>count));
  }
}

/** dx = k₀ · gy + k₁ · (x − mean) + k₂, the coefficients of `channelGradients`. */
export function normalizeGradient(
  x: usize, gy: usize, mean: usize, coefficients: usize, dx: usize, rows: i32, channels: i32,
): void {
  const stride = <usize>channels << 2, plane = sumsStride(channels) >> 1;
  for (; rows > 0; rows--, x += stride, gy += stride, dx += stride)
    for (let c = 0; c < channels; c += 4) {
      const left = channels - c, at = <usize>c << 2;
      const centered = f32x4.sub(loadPart(x + at, left), loadPart(mean + at, left));
      const through = f32x4.mul(v128.load(coefficients + at), loadPart(gy + at, left));
      const curve = f32x4.mul(v128.load(coefficients + plane + at), centered);
      storePart(dx + at, f32x4.add(f32x4.add(through, curve), v128.load(coefficients + 2 * plane + at)), left);
    }
}
