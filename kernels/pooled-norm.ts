// Batch norm between a convolution and ReLU + 2×2 max-pool. The convolution's output y is dense: [image][pixels][channels], channels
// padded to a multiple of 4; parameters and results have `count` channels, unpadded. Lanes of padding stay 0.
import { loadPart, storePart } from './lanes';

const DEAD: i32 = 4;

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
function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** 1 / √(variance + epsilon) of two channels. */
// @ts-ignore: decorator
@inline
function inverseDeviation(variance: v128, epsilon: f32): v128 {
  return f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(variance, f64x2.splat(<f64>epsilon))));
}

/**
 * Mean and biased variance of the batch from the moments of its images (spectralInverseMoments), and the affine map A·y + B that
 * normalizes: A = gamma / √(variance + epsilon), B = beta − mean·A. In float64, images in their order.
 * moments: [image][means | sums of squares about them], each `channels` floats; `pixels` of an image.
 * mean, variance: [count]. affine: [A | B], each `channels` floats. Channel vectors from `from` to `to`.
 */
export function pooledNorm(
  moments: usize, images: i32, pixels: i32, channels: i32, count: i32, gamma: usize, beta: usize, epsilon: f32,
  mean: usize, variance: usize, affine: usize, from: i32, to: i32,
): void {
  const image: usize = 8 * channels, part: usize = 4 * channels;
  const perImage = f64x2.splat(1 / <f64>images);
  const perPixel = f64x2.splat(1 / (<f64>images * <f64>pixels));
  for (let vector = from; vector < to; vector++) {
    const at = moments + 16 * vector;
    const end = at + image * images;
    const left = count - 4 * vector;
    let m0 = f64x2.splat(0), m1 = f64x2.splat(0), within0 = f64x2.splat(0), within1 = f64x2.splat(0);
    for (let p = at; p < end; p += image) {
      const means = v128.load(p), squares = v128.load(p + part);
      m0 = f64x2.add(m0, low(means));
      m1 = f64x2.add(m1, high(means));
      within0 = f64x2.add(within0, low(squares));
      within1 = f64x2.add(within1, high(squares));
    }
    m0 = f64x2.mul(m0, perImage);
    m1 = f64x2.mul(m1, perImage);
    let between0 = f64x2.splat(0), between1 = f64x2.splat(0);
    for (let p = at; p < end; p += image) {
      const means = v128.load(p);
      const d0 = f64x2.sub(low(means), m0), d1 = f64x2.sub(high(means), m1);
      between0 = f64x2.add(between0, f64x2.mul(d0, d0));
      between1 = f64x2.add(between1, f64x2.mul(d1, d1));
    }
    const count_ = f64x2.splat(<f64>pixels);
    const v0 = f64x2.mul(f64x2.add(within0, f64x2.mul(count_, between0)), perPixel);
    const v1 = f64x2.mul(f64x2.add(within1, f64x2.mul(count_, between1)), perPixel);
    storePart(mean + 16 * vector, narrow(m0, m1), left);
    storePart(variance + 16 * vector, narrow(v0, v1), left);
    const g = loadPart(gamma + 16 * vector, left), b = loadPart(beta + 16 * vector, left);
    const scale = narrow(f64x2.mul(low(g), inverseDeviation(v0, epsilon)), f64x2.mul(high(g), inverseDeviation(v1, epsilon)));
    v128.store(affine + 16 * vector, scale);
    v128.store(affine + part + 16 * vector, narrow(f64x2.sub(low(b), f64x2.mul(low(scale), m0)), f64x2.sub(high(b), f64x2.mul(high(scale), m1))));
  }
}

/**
 * Normalizes, ReLU, 2×2 max-pool of images of side × side pixels (an odd last row and column are dropped).
 * y: first image, dense. affine: [A | B]. out: pixel (0, 0) of the first pooled image; strides in elements.
 * codes: [image][window][channels] bytes: the place 2·row + column of the first largest of the window's four values, or 4 where none is
 * positive. winners: [image][window][channels], the winner's y.
 */
export function normReluPool(
  y: usize, side: i32, images: i32, channels: i32, affine: usize, out: usize, imageStride: u32, rowStride: u32, pixelStride: u32,
  codes: usize, winners: usize,
): void {
  const pixel: usize = 4 * channels, row = side * pixel;
  const windows: usize = side >> 1;
  const offsets = affine + pixel;
  for (let image: usize = 0; image < <usize>images; image++) {
    for (let i: usize = 0; i < windows; i++) {
      let window = y + (image * side + 2 * i) * row;
      let to = out + 4 * (image * imageStride + i * rowStride);
      for (let j: usize = 0; j < windows; j++) {
        for (let c: usize = 0; c < pixel; c += 16) {
          const a = v128.load(affine + c);
          const y0 = v128.load(window + c), y1 = v128.load(window + pixel + c);
          const y2 = v128.load(window + row + c), y3 = v128.load(window + row + pixel + c);
          let winner = y0, best = f32x4.mul(a, y0), code = i32x4.splat(0);
          const z1 = f32x4.mul(a, y1), z2 = f32x4.mul(a, y2), z3 = f32x4.mul(a, y3);
          const wins1 = f32x4.gt(z1, best);
          best = v128.bitselect(z1, best, wins1);
          winner = v128.bitselect(y1, winner, wins1);
          code = v128.and(wins1, i32x4.splat(1));
          const wins2 = f32x4.gt(z2, best);
          best = v128.bitselect(z2, best, wins2);
          winner = v128.bitselect(y2, winner, wins2);
          code = v128.bitselect(i32x4.splat(2), code, wins2);
          const wins3 = f32x4.gt(z3, best);
          best = v128.bitselect(z3, best, wins3);
          winner = v128.bitselect(y3, winner, wins3);
          code = v128.bitselect(i32x4.splat(3), code, wins3);
          const value = f32x4.add(best, v128.load(offsets + c));
          // Not a number is not dead: it must go on to the loss, where it is noticed.
          const dead = f32x4.le(value, f32x4.splat(0));
          v128.store(to + c, v128.andnot(value, dead));
          v128.store(winners + c, winner);
          code = v128.bitselect(i32x4.splat(DEAD), code, dead);
          const words = i16x8.narrow_i32x4_s(code, code);
          v128.store32_lane(codes + (c >> 2), i8x16.narrow_i16x8_u(words, words), 0);
        }
        window += 2 * pixel;
        to += 4 * pixelStride;
        codes += channels;
        winners += pixel;
      }
    }
  }
}

/** Codes of four channels as 32-bit lanes. */
// @ts-ignore: decorator
@inline
function loadCodes(codes: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(codes)));
}

/**
 * Sums over an image's live windows of g and of g·(winner − mean), for every image and channel.
 * g: pixel (0, 0) of the pooled output's gradient in the first image; strides in elements. side: of the pooled images.
 * codes, winners: as normReluPool wrote them. mean: [count]. sums: [image][Σ g | Σ g·(winner − mean)], each `channels` floats.
 */
export function normReluPoolSums(
  g: usize, imageStride: u32, rowStride: u32, pixelStride: u32, side: i32, images: i32, channels: i32, count: i32,
  codes: usize, winners: usize, mean: usize, sums: usize,
): void {
  const pixel: usize = 4 * channels;
  for (let image = 0; image < images; image++) {
    for (let c: i32 = 0; c < channels; c += 4) {
      const center = c < count ? loadPart(mean + 4 * c, count - c) : f32x4.splat(0);
      let total = f32x4.splat(0), weighted = f32x4.splat(0);
      let code = codes + c, winner = winners + 4 * c;
      for (let i = 0; i < side; i++) {
        let from = g + 4 * (i * rowStride + c);
        for (let j = 0; j < side; j++) {
          const live = i32x4.ne(loadCodes(code), i32x4.splat(DEAD));
          const value = v128.and(v128.load(from), live);
          total = f32x4.add(total, value);
          weighted = f32x4.add(weighted, f32x4.mul(value, f32x4.sub(v128.load(winner), center)));
          from += 4 * pixelStride;
          code += channels;
          winner += pixel;
        }
      }
      v128.store(sums + 4 * c, total);
      v128.store(sums + pixel + 4 * c, weighted);
    }
    g += 4 * imageStride;
    codes += side * side * channels;
    winners += side * side * pixel;
    sums += 2 * pixel;
  }
}

/**
 * Gradients by gamma and beta from the images' sums (normReluPoolSums), and the coefficients of the gradient by y: a + b·y, and + A·g
 * at winners. With s = 1 / √(variance + epsilon) and P = images·pixels: dbeta = Σ g, dgamma = s·Σ g·(winner − mean), A = gamma·s,
 * b = −A·s·dgamma / P, a = −A·dbeta / P − b·mean. In float64, images in their order.
 * pixels: of an image of y. dgamma, dbeta: [count]. coefficients: [A | a | b], each `channels` floats. Vectors from `from` to `to`.
 */
export function pooledNormGradient(
  sums: usize, images: i32, pixels: i32, channels: i32, count: i32, gamma: usize, mean: usize, variance: usize, epsilon: f32,
  dgamma: usize, dbeta: usize, coefficients: usize, from: i32, to: i32,
): void {
  const image: usize = 8 * channels, part: usize = 4 * channels;
  const perPixel = f64x2.splat(1 / (<f64>images * <f64>pixels));
  for (let vector = from; vector < to; vector++) {
    const at = sums + 16 * vector;
    const end = at + image * images;
    const left = count - 4 * vector;
    let beta0 = f64x2.splat(0), beta1 = f64x2.splat(0), gamma0 = f64x2.splat(0), gamma1 = f64x2.splat(0);
    for (let p = at; p < end; p += image) {
      const totals = v128.load(p), weighted = v128.load(p + part);
      beta0 = f64x2.add(beta0, low(totals));
      beta1 = f64x2.add(beta1, high(totals));
      gamma0 = f64x2.add(gamma0, low(weighted));
      gamma1 = f64x2.add(gamma1, high(weighted));
    }
    const v = loadPart(variance + 16 * vector, left), m = loadPart(mean + 16 * vector, left), g = loadPart(gamma + 16 * vector, left);
    const s0 = inverseDeviation(low(v), epsilon), s1 = inverseDeviation(high(v), epsilon);
    gamma0 = f64x2.mul(gamma0, s0);
    gamma1 = f64x2.mul(gamma1, s1);
    storePart(dgamma + 16 * vector, narrow(gamma0, gamma1), left);
    storePart(dbeta + 16 * vector, narrow(beta0, beta1), left);
    const scale0 = f64x2.mul(low(g), s0), scale1 = f64x2.mul(high(g), s1);
    const share0 = f64x2.mul(scale0, perPixel), share1 = f64x2.mul(scale1, perPixel);
    const b0 = f64x2.neg(f64x2.mul(share0, f64x2.mul(s0, gamma0))), b1 = f64x2.neg(f64x2.mul(share1, f64x2.mul(s1, gamma1)));
    const a0 = f64x2.neg(f64x2.add(f64x2.mul(share0, beta0), f64x2.mul(b0, low(m))));
    const a1 = f64x2.neg(f64x2.add(f64x2.mul(share1, beta1), f64x2.mul(b1, high(m))));
    v128.store(coefficients + 16 * vector, narrow(scale0, scale1));
    v128.store(coefficients + part + 16 * vector, narrow(a0, a1));
    v128.store(coefficients + 2 * part + 16 * vector, narrow(b0, b1));
  }
}

/**
 * a + b·y, and + A·g at the winners of live windows, for one channel vector of one image of side × side pixels.
 * y: its pixels, `pixel` bytes apart, dense. g: the pooled gradient. codes: bytes, pixel / 4 from window to window.
 * coefficients: of A; a and b follow `pixel` and 2·`pixel` bytes behind. to: side·side vectors, next to each other. Returns their end.
 */
export function spreadGradient(
  y: usize, pixel: usize, g: usize, gRow: usize, gPixel: usize, codes: usize, coefficients: usize, side: i32, to: usize,
): usize {
  const scale = v128.load(coefficients), a = v128.load(coefficients + pixel), b = v128.load(coefficients + 2 * pixel);
  const row = side * pixel, toRow: usize = 16 * side;
  const windows = side >> 1;
  const end = to + side * toRow;
  for (let i = 0; i < windows; i++) {
    let from = g;
    for (let j = 0; j < windows; j++) {
      const code = loadCodes(codes);
      const value = f32x4.mul(scale, v128.load(from));
      v128.store(to, f32x4.add(f32x4.add(a, f32x4.mul(b, v128.load(y))), v128.and(value, i32x4.eq(code, i32x4.splat(0)))));
      v128.store(to, f32x4.add(f32x4.add(a, f32x4.mul(b, v128.load(y + pixel))), v128.and(value, i32x4.eq(code, i32x4.splat(1)))), 16);
      v128.store(to + toRow, f32x4.add(f32x4.add(a, f32x4.mul(b, v128.load(y + row))), v128.and(value, i32x4.eq(code, i32x4.splat(2)))));
      v128.store(to + toRow, f32x4.add(f32x4.add(a, f32x4.mul(b, v128.load(y + row + pixel))), v128.and(value, i32x4.eq(code, i32x4.splat(3)))), 16);
      y += 2 * pixel;
      to += 32;
      from += gPixel;
      codes += pixel >> 2;
    }
    if (side & 1) {
      v128.store(to, f32x4.add(a, f32x4.mul(b, v128.load(y))));
      v128.store(to + toRow, f32x4.add(a, f32x4.mul(b, v128.load(y + row))));
      y += pixel;
      to += 16;
    }
    y += row;
    to += toRow;
    g += gRow;
  }
  if (side & 1) {
    for (; to < end; to += 16) {
      v128.store(to, f32x4.add(a, f32x4.mul(b, v128.load(y))));
      y += pixel;
    }
  }
  return end;
}
