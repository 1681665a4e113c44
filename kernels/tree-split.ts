// Finding a leaf's best split in its sums by bin, as LightGBM does (feature_histogram.hpp, scan from the right):
// a split's right side are the bins scanned so far, its left side is the rest of the leaf, rows with a zero pixel included.
import { Leaf, Settings } from './tree-memory';

/** LightGBM's kEpsilon: keeps sums of hessians from being 0. */
export const EPSILON: f64 = <f64>(<f32>1e-15);

// @ts-ignore: decorator
@inline
function shrink(gradient: f64, l1: f64): f64 {
  return Math.sign(gradient) * max(0.0, abs(gradient) - l1);
}

/** −T(G) / (H + λ₂), T(G) = sign(G) max(0, |G| − λ₁): a leaf's value before the learning rate. */
export function leafOutput(gradient: f64, hessian: f64, settings: Settings): f64 {
  return -shrink(gradient, settings.lambdaL1) / (hessian + settings.lambdaL2);
}

/** T(G)² / (H + λ₂). */
// @ts-ignore: decorator
@inline
function leafGain(gradient: f64, hessian: f64, l1: f64, l2: f64): f64 {
  const g = max(0.0, abs(gradient) - l1);
  return (g * g) / (hessian + l2);
}

/** Prepares the search for the leaf's best split. */
function openSearch(leaf: Leaf, settings: Settings): void {
  leaf.gain = -Infinity;
  leaf.bin = 0;
  leaf.feature = u32.MAX_VALUE;
  leaf.threshold = leafGain(leaf.gradient, leaf.hessian, settings.lambdaL1, settings.lambdaL2) + settings.minGainToSplit;
  leaf.rowsPerHessian = <f64>leaf.count / leaf.hessian;
}

// What a scan found: splits from `firstSplit` to before `endSplit` leave enough rows and hessian on both sides.
let firstSplit: usize = 0;
let endSplit: usize = 0;

/**
 * Finds the splits at `sums`…`end` that the limits on rows and hessians allow. How many rows a bin has is estimated from its hessian and
 * rounded, as LightGBM does, which does not count them.
 */
function findAllowed(leaf: Leaf, settings: Settings, sums: usize, end: usize): void {
  const minRows = settings.minDataInLeaf;
  const minHessian = settings.minSumHessianInLeaf;
  const rowsPerHessian = leaf.rowsPerHessian;
  let rows: f64 = 0;
  let before: f64 = 0;
  let at = sums;
  for (; at < end; at += 16) {
    const hessian = load<f64>(at, 8);
    rows += Math.floor((hessian - before) * rowsPerHessian + 0.5);
    before = hessian;
    if (rows >= minRows && hessian >= minHessian) break;
  }
  firstSplit = at;
  endSplit = end;
  if (at >= end) return;
  // Usually even the last split leaves enough on the left: each bin adds at most half a row to its share of the hessian.
  const mostRows = <f64>leaf.count - minRows;
  const mostHessian = leaf.hessian - minHessian;
  const all = load<f64>(end - 16, 8);
  if (all <= mostHessian && all * rowsPerHessian + 0.5 * <f64>((end - sums) >> 4) + 1 <= mostRows) return;
  while (rows <= mostRows && before <= mostHessian) {
    at += 16;
    if (at >= end) return;
    const hessian = load<f64>(at, 8);
    rows += Math.floor((hessian - before) * rowsPerHessian + 0.5);
    before = hessian;
  }
  endSplit = at;
}

/**
 * Looks for a better split of `leaf` among one feature's bins: `count` bin numbers at `bins`, at `sums` the sums of each with all bins before
 * it. Returns whether any of them would gain; if none does, LightGBM does not look at this feature again below the leaf.
 *
 * a²/b + c²/d > e is asked as a² d + c² b > e b d, with some slack, for two splits at a time; only what passes is divided.
 */
export function scanFeature(leaf: Leaf, settings: Settings, feature: u32, bins: usize, sums: usize, count: u32): bool {
  findAllowed(leaf, settings, sums, sums + (<usize>count << 4));
  const end = endSplit;
  let at = firstSplit;
  if (at >= end) return false;
  const l1 = f64x2.splat(settings.lambdaL1);
  const l2 = f64x2.splat(settings.lambdaL2);
  const gradient = f64x2.splat(leaf.gradient);
  const hessian = f64x2.splat(leaf.hessian + settings.lambdaL2);
  const threshold = f64x2.splat(leaf.threshold);
  let best = f64x2.splat((leaf.threshold + max(leaf.gain, 0)) * (1 - 1e-12));
  let isSplittable = i64x2.splat(0);
  for (; at < end; at += 32) {
    const first = v128.load(at);
    const second = v128.load(at + 16 < end ? at + 16 : at);
    let right = v128.shuffle<f64>(first, second, 0, 2);
    let left = f64x2.sub(gradient, right);
    const hessians = v128.shuffle<f64>(first, second, 1, 3);
    const rightHessian = f64x2.add(hessians, l2);
    const leftHessian = f64x2.sub(hessian, hessians);
    if (settings.lambdaL1 > 0) {
      right = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.abs(right), l1));
      left = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.abs(left), l1));
    }
    const gains = f64x2.add(
      f64x2.mul(f64x2.mul(left, left), rightHessian), f64x2.mul(f64x2.mul(right, right), leftHessian),
    );
    const scale = f64x2.mul(leftHessian, rightHessian);
    isSplittable = v128.or(isSplittable, f64x2.gt(gains, f64x2.mul(threshold, scale)));
    if (v128.any_true(f64x2.gt(gains, f64x2.mul(best, scale)))) {
      for (let place = at; place < end && place < at + 32; place += 16) {
        if (keepBetter(leaf, settings, feature, load<u32>(bins + ((place - sums) >> 2)), place)) {
          best = f64x2.splat((leaf.threshold + leaf.gain) * (1 - 1e-12));
        }
      }
    }
  }
  return v128.any_true(isSplittable);
}

/** Makes the split whose right side ends with `bin`, of sums at `place`, the leaf's best if it gains more. */
function keepBetter(leaf: Leaf, settings: Settings, feature: u32, bin: u32, place: usize): bool {
  const rightGradient = load<f64>(place);
  const rightHessian = load<f64>(place, 8);
  const l1 = settings.lambdaL1;
  const l2 = settings.lambdaL2;
  const left = leafGain(leaf.gradient - rightGradient, leaf.hessian - rightHessian, l1, l2);
  const gain = left + leafGain(rightGradient, rightHessian, l1, l2) - leaf.threshold;
  if (!(gain > max(leaf.gain, 0))) return false;
  leaf.gain = gain;
  leaf.feature = feature;
  leaf.bin = bin;
  leaf.rightGradient = rightGradient;
  leaf.rightHessian = rightHessian;
  return true;
}

export { openSearch };
