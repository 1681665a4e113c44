// Softmax over a row's scores and the gradients of its cross-entropy, as LightGBM's multiclass objective has them.
// Scores are f64[classes, rows]; `softmax` is f64[rows, 2]: the largest score and the sum of e^(score − largest).
import { Grower, Leaf, within } from './tree-memory';

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

/**
 * p − [label = class] and K/(K − 1) · p (1 − p) of the rows of `root`, rounded to float32 as LightGBM does and then to multiples of a power
 * of two, 2⁻⁵² of a bound of all sums, so that sums are exact in any order. Hessians stay above 0: a bin whose sum is 0 is empty.
 * All other rows get zeros.
 */
function fillGradients(
  scores: usize, labels: usize, softmax: usize, grower: Grower, root: Leaf, rows: u32, classes: u32, k: u32,
): void {
  const gradients = within(grower, grower.gradients);
  const order = within(grower, grower.order);
  const factor = <f64>classes / <f64>(classes - 1);
  if (root.count < rows) memory.fill(gradients, 0, <usize>rows << 4);
  let size: f64 = 0;
  for (let i: u32 = 0; i < root.count; i++) {
    const row = <usize>load<u32>(order + (<usize>i << 2));
    const score = load<f64>(scores + ((<usize>k * rows + row) << 3));
    const p = Math.exp(score - load<f64>(softmax + (row << 4))) / load<f64>(softmax + (row << 4), 8);
    const gradient = <f64><f32>(load<u32>(labels + (row << 2)) == k ? p - 1 : p);
    const hessian = <f64><f32>(factor * p * (1 - p));
    store<f64>(gradients + (row << 4), gradient);
    store<f64>(gradients + (row << 4), hessian, 8);
    size += abs(gradient) + hessian;
  }
  const bound = powerOfTwoFrom(2 * size + f64.MIN_NORMAL_VALUE);
  // Adding and taking away 1.5 · bound leaves multiples of the unit of a number of that size.
  const rounder = f64x2.splat(1.5 * bound);
  const least = f64x2.replace_lane(f64x2.splat(-Infinity), 1, bound * UNIT);
  for (let i: u32 = 0; i < root.count; i++) {
    const place = gradients + (<usize>load<u32>(order + (<usize>i << 2)) << 4);
    const rounded = f64x2.sub(f64x2.add(v128.load(place), rounder), rounder);
    v128.store(place, f64x2.max(rounded, least));
  }
}

export { fillGradients };
