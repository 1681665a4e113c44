// Batch norm around the first block, whose images x have one channel and whose convolution's output is never written. Its mean and
// variance follow from the sums S = Σ patch and G = Σ patch·patchᵀ over all 3×3 patches of the batch: with filter w,
// Σ y = w·S and Σ y² = wᵀ·G·w. Normalization is folded into the filters and a bias, so that convReluPoolDrawings does the rest;
// its gradient gives Σ g·patch over winners, from which the gradients before folding follow by the same S and G.
//
// Taps are numbered 3·row + column. The record of S and G: 9 sums, then G[s][t] for s ≤ t, row by row: 54 numbers.
import { scratch } from './scratch';

const TAPS: i32 = 9;
const NUMBERS: i32 = 54;

/** Place of G[s][t], s ≤ t, in a record. */
// @ts-ignore: decorator
@inline
function place(s: i32, t: i32): i32 {
  return TAPS + s * TAPS - s * (s - 1) / 2 + t - s;
}

// @ts-ignore: decorator
@inline
function sumLanes(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/**
 * Records of S and G of every image. x: pixel (0, 0) of the first, height × width pixels next to each other, rows xRow bytes apart,
 * images xImage; a ring of zeros around each, and at least 4 readable floats behind the last. records: [image][54] floats.
 * Scratch: 80 bytes.
 */
export function drawingMoments(x: usize, xImage: usize, xRow: usize, height: i32, width: i32, images: i32, records: usize): void {
  for (let image = 0; image < images; image++) {
    if (hasInkOnEdge(x, xRow, height, width)) sumPatches(x, xRow, height, width, records);
    else sumShifts(x, xRow, height, width, records);
    x += xImage;
    records += 4 * NUMBERS;
  }
}

function hasInkOnEdge(x: usize, xRow: usize, height: i32, width: i32): bool {
  const bottom = x + (height - 1) * xRow, right: usize = 4 * (width - 1);
  let ink = false;
  for (let j: usize = 0; j <= right; j += 4) ink = ink || load<f32>(x + j) != 0 || load<f32>(bottom + j) != 0;
  for (let row = x; row <= bottom; row += xRow) ink = ink || load<f32>(row) != 0 || load<f32>(row + right) != 0;
  return ink;
}

/** Any image: patch by patch. */
function sumPatches(x: usize, xRow: usize, height: i32, width: i32, record: usize): void {
  const taps = scratch();
  memory.fill(record, 0, 4 * NUMBERS);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const patch = x + (i - 1) * xRow + 4 * (j - 1);
      for (let t = 0; t < TAPS; t++) {
        const value = load<f32>(patch + (t / 3) * xRow + 4 * (t % 3));
        store<f32>(taps + 4 * t, value);
        store<f32>(record + 4 * t, load<f32>(record + 4 * t) + value);
      }
      for (let s = 0, at = record + 4 * TAPS; s < TAPS; s++) {
        const value = load<f32>(taps + 4 * s);
        for (let t = s; t < TAPS; t++, at += 4) store<f32>(at, load<f32>(at) + value * load<f32>(taps + 4 * t));
      }
    }
  }
}

/**
 * An image whose outermost pixels are zero, as all published drawings: every tap sees every pixel that counts, so G[s][t] depends on
 * the taps' distance alone, and is one of 13 sums of the image times itself shifted. Four pixels of ground cost nothing.
 */
function sumShifts(x: usize, xRow: usize, height: i32, width: i32, record: usize): void {
  const zero = f32x4.splat(0);
  let total = zero;
  let s02 = zero, s01 = zero, s00 = zero;
  let s12_ = zero, s11_ = zero, s10 = zero, s11 = zero, s12 = zero;
  let s22_ = zero, s21_ = zero, s20 = zero, s21 = zero, s22 = zero;
  const whole = width & ~3;
  const mask = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(width - whole));
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j += 4) {
      const at = x + 4 * j;
      let v = v128.load(at);
      if (j == whole) v = v128.and(v, mask);
      if (!v128.any_true(v)) continue;
      total = f32x4.add(total, v);
      s00 = f32x4.add(s00, f32x4.mul(v, v));
      s01 = f32x4.add(s01, f32x4.mul(v, v128.load(at, 4)));
      s02 = f32x4.add(s02, f32x4.mul(v, v128.load(at, 8)));
      const next = at + xRow;
      s12_ = f32x4.add(s12_, f32x4.mul(v, v128.load(next - 8)));
      s11_ = f32x4.add(s11_, f32x4.mul(v, v128.load(next - 4)));
      s10 = f32x4.add(s10, f32x4.mul(v, v128.load(next)));
      s11 = f32x4.add(s11, f32x4.mul(v, v128.load(next, 4)));
      s12 = f32x4.add(s12, f32x4.mul(v, v128.load(next, 8)));
      const second = next + xRow;
      s22_ = f32x4.add(s22_, f32x4.mul(v, v128.load(second - 8)));
      s21_ = f32x4.add(s21_, f32x4.mul(v, v128.load(second - 4)));
      s20 = f32x4.add(s20, f32x4.mul(v, v128.load(second)));
      s21 = f32x4.add(s21, f32x4.mul(v, v128.load(second, 4)));
      s22 = f32x4.add(s22, f32x4.mul(v, v128.load(second, 8)));
    }
    x += xRow;
  }
  const shifts = scratch();
  store<f32>(shifts, sumLanes(s00), 0);
  store<f32>(shifts, sumLanes(s01), 4);
  store<f32>(shifts, sumLanes(s02), 8);
  store<f32>(shifts, sumLanes(s12_), 12);
  store<f32>(shifts, sumLanes(s11_), 16);
  store<f32>(shifts, sumLanes(s10), 20);
  store<f32>(shifts, sumLanes(s11), 24);
  store<f32>(shifts, sumLanes(s12), 28);
  store<f32>(shifts, sumLanes(s22_), 32);
  store<f32>(shifts, sumLanes(s21_), 36);
  store<f32>(shifts, sumLanes(s20), 40);
  store<f32>(shifts, sumLanes(s21), 44);
  store<f32>(shifts, sumLanes(s22), 48);
  const sum = sumLanes(total);
  for (let t = 0; t < TAPS; t++) store<f32>(record + 4 * t, sum);
  let at = record + 4 * TAPS;
  for (let s = 0; s < TAPS; s++) {
    for (let t = s; t < TAPS; t++, at += 4) {
      // Rows down 0 … 2, columns −2 … 2: 5·rows + columns, as the sums lie.
      store<f32>(at, load<f32>(shifts + 4 * (5 * (t / 3 - s / 3) + t % 3 - s % 3)));
    }
  }
}

/** Σ over images of their records, in float64 and their order. totals: [54] float64. Returns the end of the records. */
function addRecords(records: usize, images: i32, totals: usize): usize {
  memory.fill(totals, 0, 8 * NUMBERS);
  for (let image = 0; image < images; image++) {
    for (let q = 0; q < NUMBERS; q++) store<f64>(totals + 8 * q, load<f64>(totals + 8 * q) + <f64>load<f32>(records + 4 * q));
    records += 4 * NUMBERS;
  }
  return records;
}

/** Σ over t of G[s][t]·w[t]. */
function timesGram(totals: usize, s: i32, w: usize): f64 {
  let sum: f64 = 0;
  for (let t = 0; t < TAPS; t++) sum += load<f64>(totals + 8 * place(min(s, t), max(s, t))) * load<f64>(w + 8 * t);
  return sum;
}

/** The filter of a channel in float64. Returns its end. */
function loadFilter(w: usize, cout: i32, channel: i32, to: usize): usize {
  for (let t = 0; t < TAPS; t++, to += 8) store<f64>(to, <f64>load<f32>(w + 4 * (t * cout + channel)));
  return to;
}

/**
 * Mean and biased variance of the convolution's output over the batch, and filters and bias with normalization folded in:
 * A = gamma / √(variance + epsilon), folded = A·w, bias = beta − A·mean.
 * records: of all images (drawingMoments); pixels: of an image. w, folded: [3][3][1][cout]; gamma, beta, bias, mean, variance: [cout].
 * totals: [54] float64, S and G of the batch, which drawingNormGradient reads. Scratch: 72 bytes.
 */
export function drawingNorm(
  records: usize, images: i32, pixels: i32, w: usize, gamma: usize, beta: usize, epsilon: f32, cout: i32,
  folded: usize, bias: usize, mean: usize, variance: usize, totals: usize,
): void {
  addRecords(records, images, totals);
  const filter = scratch();
  const count = <f64>images * <f64>pixels;
  for (let channel = 0; channel < cout; channel++) {
    loadFilter(w, cout, channel, filter);
    let sum: f64 = 0, squares: f64 = 0;
    for (let t = 0; t < TAPS; t++) {
      const tap = load<f64>(filter + 8 * t);
      sum += tap * load<f64>(totals + 8 * t);
      squares += tap * timesGram(totals, t, filter);
    }
    const m = sum / count;
    const v = max(squares / count - m * m, 0);
    const scale = <f64>load<f32>(gamma + 4 * channel) / Math.sqrt(v + <f64>epsilon);
    for (let t = 0; t < TAPS; t++) store<f32>(folded + 4 * (t * cout + channel), <f32>(scale * load<f64>(filter + 8 * t)));
    store<f32>(bias + 4 * channel, <f32>(<f64>load<f32>(beta + 4 * channel) - scale * m));
    store<f32>(mean + 4 * channel, <f32>m);
    store<f32>(variance + 4 * channel, <f32>v);
  }
}

/**
 * Gradients by filters and gamma. sums: Σ g·patch over winners and dbeta: Σ g, both as convReluPoolDrawingsGradient gives them for the
 * folded filters. With s = 1 / √(variance + epsilon), P = images·pixels, A = gamma·s:
 * dgamma = s·(w·sums − mean·dbeta), b = −A·s·dgamma / P, a = −A·dbeta / P − b·mean, dw = A·sums + a·S + b·G·w.
 * totals: as drawingNorm left them. sums, dw: [3][3][1][cout], may be the same. dgamma: [cout]. Scratch: 72 bytes.
 */
export function drawingNormGradient(
  sums: usize, dbeta: usize, totals: usize, images: i32, pixels: i32, w: usize, gamma: usize, mean: usize, variance: usize, epsilon: f32,
  cout: i32, dw: usize, dgamma: usize,
): void {
  const filter = scratch();
  const count = <f64>images * <f64>pixels;
  for (let channel = 0; channel < cout; channel++) {
    loadFilter(w, cout, channel, filter);
    const m = <f64>load<f32>(mean + 4 * channel), total = <f64>load<f32>(dbeta + 4 * channel);
    let weighted: f64 = 0;
    for (let t = 0; t < TAPS; t++) weighted += load<f64>(filter + 8 * t) * <f64>load<f32>(sums + 4 * (t * cout + channel));
    const s = 1 / Math.sqrt(<f64>load<f32>(variance + 4 * channel) + <f64>epsilon);
    const slope = s * (weighted - m * total);
    const scale = s * <f64>load<f32>(gamma + 4 * channel);
    const b = -scale * s * slope / count;
    const a = -scale * total / count - b * m;
    store<f32>(dgamma + 4 * channel, <f32>slope);
    for (let t = 0; t < TAPS; t++) {
      const at = 4 * (t * cout + channel);
      const spread = a * load<f64>(totals + 8 * t) + b * timesGram(totals, t, filter);
      store<f32>(dw + at, <f32>(scale * <f64>load<f32>(sums + at) + spread));
    }
  }
}
