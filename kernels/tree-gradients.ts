// Softmax over a row's scores and the gradients of its cross-entropy, as LightGBM's multiclass objective has them.
// Scores are f64[classes, rows]; `softmax` is f64[rows, 2]: the largest score and the sum of e^(score − largest).
import { CLASS_BLOCK, Grower, Rows, within } from './tree-memory';

/** Rows from…to of `softmax`; `report` (f64[2]) receives the sum of their losses and the number whose label has the highest score. */
export function softmaxRows(scores: usize, labels: usize, softmax: usize, report: usize, rows: u32, classes: u32, from: u32, to: u32): void {
  let losses: f64 = 0;
  let right: f64 = 0;
  for (let row = from; row < to; row++) {
    const first = scores + (<usize>row << 3);
    const stride = <usize>rows << 3;
    let largest = load<f64>(first);
    let best: u32 = 0;
    for (let k: u32 = 1; k < classes; k++) {
      const score = load<f64>(first + k * stride);
      if (score > largest) {
        largest = score;
        best = k;
      }
    }
    let sum: f64 = 0;
    for (let k: u32 = 0; k < classes; k++) sum += Math.exp(load<f64>(first + k * stride) - largest);
    const label = load<u32>(labels + (<usize>row << 2));
    losses += Math.log(sum) + largest - load<f64>(first + label * stride);
    right += f64(best == label);
    store<f64>(softmax + (<usize>row << 4), largest);
    store<f64>(softmax + (<usize>row << 4), sum, 8);
  }
  store<f64>(report, losses);
  store<f64>(report, right, 8);
}

/** 2⁻⁵². */
const UNIT: f64 = f64.EPSILON;

/** Smallest power of two that is at least x > 0. */
function powerOfTwoFrom(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  const floor = reinterpret<f64>(bits & 0x7ff0000000000000);
  return floor == x ? x : 2 * floor;
}

/** The smallest positive float32, over which float32 numbers are multiples of it, times 2⁵². */
const LEAST_BOUND: f64 = reinterpret<f64>(<u64>(1023 - 149 + 52) << 52);

/** Address of a row's gradient and hessian of class `slot` of the block of classes. */
// @ts-ignore: decorator
@inline
function classPair(grower: Grower, slot: u32, row: usize): usize {
  return within(grower, grower.classGradients) + ((row * CLASS_BLOCK + slot) << 3);
}

/**
 * p − [label = class] and K/(K − 1) · p (1 − p) of the rows in the bag for class `k`, in place `slot` of the block of classes, rounded to
 * float32 as LightGBM does and then to multiples of a power of two, 2⁻⁵² of a bound of all sums, so that sums are exact in any order. That
 * leaves float32 numbers. Hessians stay above 0: a bin whose sum is 0 is empty. All other rows get zeros. Returns the sums of both.
 */
function fillGradients(
  scores: usize, labels: usize, softmax: usize, grower: Grower, rows: Rows, bag: usize, inBag: u32, classes: u32, k: u32, slot: u32,
): v128 {
  const factor = <f64>classes / <f64>(classes - 1);
  if (inBag < rows.count) for (let row: u32 = 0; row < rows.count; row++) store<u64>(classPair(grower, slot, row), 0);
  let size: f64 = 0;
  for (let i: u32 = 0; i < inBag; i++) {
    const row = <usize>load<u32>(bag + (<usize>i << 2));
    const score = load<f64>(scores + ((<usize>k * rows.count + row) << 3));
    const p = Math.exp(score - load<f64>(softmax + (row << 4))) / load<f64>(softmax + (row << 4), 8);
    const gradient = <f32>(load<u32>(labels + (row << 2)) == k ? p - 1 : p);
    const hessian = <f32>(factor * p * (1 - p));
    store<f32>(classPair(grower, slot, row), gradient);
    store<f32>(classPair(grower, slot, row), hessian, 4);
    size += <f64>abs(gradient) + <f64>hessian;
  }
  const bound = powerOfTwoFrom(max(2 * size, LEAST_BOUND));
  // Adding and taking away 1.5 · bound leaves multiples of the unit of a number of that size.
  const rounder = f64x2.splat(1.5 * bound);
  const least = f64x2.replace_lane(f64x2.splat(-Infinity), 1, bound * UNIT);
  let sum = f64x2.splat(0);
  for (let i: u32 = 0; i < inBag; i++) {
    const place = classPair(grower, slot, load<u32>(bag + (<usize>i << 2)));
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(place));
    const rounded = f64x2.max(f64x2.sub(f64x2.add(pair, rounder), rounder), least);
    v128.store64_lane(place, f32x4.demote_f64x2_zero(rounded), 0);
    sum = f64x2.add(sum, rounded);
  }
  return sum;
}

/** Makes the gradients of class `slot` of the block those of the class whose tree grows. */
function takeGradients(grower: Grower, rows: Rows, slot: u32): void {
  const gradients = within(grower, grower.gradients);
  for (let row: usize = 0; row < rows.count; row++)
    v128.store(gradients + (row << 4), f64x2.promote_low_f32x4(v128.load64_zero(classPair(grower, slot, row))));
}

export { fillGradients, takeGradients };
