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
function leafGain(gradient: f64, hessian: f64, l1: f64, l2: f64): f64 {
  const g = shrink(gradient, l1);
  return (g * g) / (hessian + l2);
}

/** Prepares the search for the leaf's best split. */
function openSearch(leaf: Leaf, settings: Settings): void {
  const hessian = leaf.hessian + 2 * EPSILON;
  leaf.gain = -Infinity;
  leaf.bin = 0;
  leaf.feature = u32.MAX_VALUE;
  leaf.threshold = leafGain(leaf.gradient, hessian, settings.lambdaL1, settings.lambdaL2) + settings.minGainToSplit;
  leaf.rowsPerHessian = <f64>leaf.count / hessian;
}

/** Rows that two bins with these hessians are taken to have: their share of the leaf's, rounded, as in LightGBM, which does not count them. */
// @ts-ignore: decorator
@inline
function rowsOf(hessians: v128, rowsPerHessian: v128): v128 {
  return f64x2.floor(f64x2.add(f64x2.mul(hessians, rowsPerHessian), f64x2.splat(0.5)));
}

/** The first `count` sums, added up. */
function sumOf(sums: usize, count: u32): v128 {
  let sum = f64x2.splat(0);
  for (const end = sums + (<usize>count << 4); sums < end; sums += 16) sum = f64x2.add(sum, v128.load(sums));
  return sum;
}

// @ts-ignore: decorator
@inline
function lastTwice(pair: v128): v128 {
  return v128.shuffle<f64>(pair, pair, 1, 1);
}

/** [first, first + last]. */
// @ts-ignore: decorator
@inline
function runningSum(pair: v128): v128 {
  return f64x2.add(pair, v128.shuffle<f64>(f64x2.splat(0), pair, 0, 2));
}

/** T(G)² / (H + λ₂) of two leaves. */
// @ts-ignore: decorator
@inline
function gainsOf(gradients: v128, hessians: v128, l1: f64, l2: v128): v128 {
  if (l1 > 0) gradients = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.abs(gradients), f64x2.splat(l1)));
  return f64x2.div(f64x2.mul(gradients, gradients), f64x2.add(hessians, l2));
}

/**
 * Looks for a better split of `leaf` among one feature's bins: `count` bin numbers at `bins` and their sums at `sums`. Returns whether
 * any of them would gain; if none does, LightGBM does not look at this feature again below the leaf. Two bins are looked at at a
 * time, and the best of the even and of the odd ones is kept. What is behind the last sum may be read, but does not count.
 */
export function scanFeature(leaf: Leaf, settings: Settings, feature: u32, bins: usize, sums: usize, count: u32): bool {
  const l1 = settings.lambdaL1;
  const l2 = f64x2.splat(settings.lambdaL2);
  const minHessian = f64x2.splat(settings.minSumHessianInLeaf);
  const minRows = f64x2.splat(settings.minDataInLeaf);
  const rows = f64x2.splat(leaf.count);
  const gradient = f64x2.splat(leaf.gradient);
  const hessian = f64x2.splat(leaf.hessian + 2 * EPSILON);
  const threshold = leaf.threshold;
  const rowsPerHessian = f64x2.splat(leaf.rowsPerHessian);
  const limit = f64x2.splat(count);
  const end = sums + (<usize>count << 4);
  // Sums of all bins before the two that are looked at, twice.
  let gradientBefore = f64x2.splat(0);
  let hessianBefore = f64x2.splat(0);
  let rowsBefore = f64x2.splat(0);
  let best = f64x2.splat(threshold);
  let bestAt = f64x2.splat(-1);
  let index = f64x2.replace_lane(f64x2.splat(0), 1, 1);
  for (let at = sums; at < end; at += 32) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    const gradients = runningSum(v128.shuffle<f64>(first, second, 0, 2));
    const hessians = v128.shuffle<f64>(first, second, 1, 3);
    const rowsSoFar = runningSum(rowsOf(hessians, rowsPerHessian));
    const hessiansSoFar = runningSum(hessians);
    const rightRows = f64x2.add(rowsBefore, rowsSoFar);
    const rightHessian = f64x2.add(f64x2.add(hessianBefore, hessiansSoFar), f64x2.splat(EPSILON));
    const rightGradient = f64x2.add(gradientBefore, gradients);
    rowsBefore = f64x2.add(rowsBefore, lastTwice(rowsSoFar));
    hessianBefore = f64x2.add(hessianBefore, lastTwice(hessiansSoFar));
    gradientBefore = f64x2.add(gradientBefore, lastTwice(gradients));
    const isEnough = v128.and(f64x2.ge(rightRows, minRows), f64x2.ge(rightHessian, minHessian));
    if (v128.any_true(isEnough)) {
      const leftHessian = f64x2.sub(hessian, rightHessian);
      const leavesEnough = v128.and(f64x2.ge(f64x2.sub(rows, rightRows), minRows), f64x2.ge(leftHessian, minHessian));
      if (!v128.any_true(leavesEnough)) break;
      const gain = f64x2.add(
        gainsOf(f64x2.sub(gradient, rightGradient), leftHessian, l1, l2), gainsOf(rightGradient, rightHessian, l1, l2),
      );
      const isAllowed = v128.and(v128.and(isEnough, leavesEnough), f64x2.lt(index, limit));
      const isBetter = v128.and(isAllowed, f64x2.gt(gain, best));
      best = v128.bitselect(gain, best, isBetter);
      bestAt = v128.bitselect(index, bestAt, isBetter);
    }
    index = f64x2.add(index, f64x2.splat(2));
  }
  const evenAt = f64x2.extract_lane(bestAt, 0);
  const oddAt = f64x2.extract_lane(bestAt, 1);
  if (evenAt < 0 && oddAt < 0) return false;
  const evenGain = f64x2.extract_lane(best, 0);
  const oddGain = f64x2.extract_lane(best, 1);
  const takesOdd = oddGain > evenGain || (oddGain == evenGain && (evenAt < 0 || (oddAt >= 0 && oddAt < evenAt)));
  const gain = (takesOdd ? oddGain : evenGain) - threshold;
  if (gain > leaf.gain) {
    const found = <u32>(takesOdd ? oddAt : evenAt);
    const right = sumOf(sums, found + 1);
    leaf.gain = gain;
    leaf.feature = feature;
    leaf.bin = load<u32>(bins + (<usize>found << 2));
    leaf.rightGradient = f64x2.extract_lane(right, 0);
    leaf.rightHessian = f64x2.extract_lane(right, 1);
  }
  return true;
}

export { openSearch };
