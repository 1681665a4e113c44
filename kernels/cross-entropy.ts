// Cross entropy of softmax(logits) with class labels, row by row, and its gradient.
import { loadPart, storePart } from './lanes';
import { exp, log, log1p } from './transcendental';

/** Largest of a row, so that no exponential overflows. */
// @ts-ignore: decorator
@inline
function largest(row: usize, classes: i32): f32 {
  let most = f32x4.splat(load<f32>(row));
  let c = 0;
  for (; c + 4 <= classes; c += 4) most = f32x4.pmax(most, v128.load(row + 4 * c));
  let max: f32 = Mathf.max(
    Mathf.max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    Mathf.max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  for (; c < classes; c++) max = Mathf.max(max, load<f32>(row + 4 * c));
  return max;
}

/** Sum of the lanes, in pairs. */
// @ts-ignore: decorator
@inline
function sumOfLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/** Lanes below `count` set. */
// @ts-ignore: decorator
@inline
function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** Σ exp(z − max). */
// @ts-ignore: decorator
@inline
function sumOfExponentials(row: usize, classes: i32, max: f32): f32 {
  let total = f32x4.splat(0);
  for (let c = 0; c < classes; c += 4) {
    const value = exp(f32x4.sub(loadPart(row + 4 * c, classes - c), f32x4.splat(max)));
    total = f32x4.add(total, v128.and(value, firstLanes(classes - c)));
  }
  return sumOfLanes(total);
}

/**
 * loss[n] = ln Σ_c exp(z_c − max) − Σ_c t_c·(z_c − max), t = (1 − smoothing)·onehot(label) + smoothing / classes.
 * logits: [rows][classes], labels: i32 [rows], loss: [rows].
 */
export function softmaxCrossEntropy(logits: usize, labels: usize, loss: usize, rows: i32, classes: i32, smoothing: f32): void {
  for (; rows > 0; rows--) {
    const max = largest(logits, classes);
    const total = sumOfExponentials(logits, classes, max);
    const labeled = load<f32>(logits + 4 * load<u32>(labels)) - max;
    let mean: f32 = 0;
    if (smoothing != 0) {
      let sum = f32x4.splat(0);
      for (let c = 0; c < classes; c += 4) {
        const value = f32x4.sub(loadPart(logits + 4 * c, classes - c), f32x4.splat(max));
        sum = f32x4.add(sum, v128.and(value, firstLanes(classes - c)));
      }
      mean = sumOfLanes(sum) / <f32>classes;
    }
    const logarithm = f32x4.extract_lane(log(f32x4.splat(total)), 0);
    store<f32>(loss, logarithm - (1 - smoothing) * labeled - smoothing * mean);
    logits += 4 * classes;
    labels += 4;
    loss += 4;
  }
}

/** dlogits[n, c] = g[n]·(softmax(z)_c − t_c), t as in softmaxCrossEntropy. g: [rows], dlogits: [rows][classes]. */
export function softmaxCrossEntropyGradient(
  logits: usize, labels: usize, g: usize, dlogits: usize, rows: i32, classes: i32, smoothing: f32,
): void {
  for (; rows > 0; rows--) {
    const max = largest(logits, classes);
    const gradient = load<f32>(g);
    const scale = f32x4.splat(gradient / sumOfExponentials(logits, classes, max));
    const spread = f32x4.splat((gradient * smoothing) / <f32>classes);
    const label = dlogits + 4 * load<u32>(labels);
    for (let c = 0; c < classes; c += 4) {
      const value = exp(f32x4.sub(loadPart(logits + 4 * c, classes - c), f32x4.splat(max)));
      storePart(dlogits + 4 * c, f32x4.sub(f32x4.mul(value, scale), spread), classes - c);
    }
    store<f32>(label, load<f32>(label) - gradient * (1 - smoothing));
    logits += 4 * classes;
    dlogits += 4 * classes;
    labels += 4;
    g += 4;
  }
}

/** y[n, c] = exp(x[n, c] − max) / Σ_k exp(x[n, k] − max). x, y: [rows][classes]. */
export function softmax(x: usize, y: usize, rows: i32, classes: i32): void {
  for (; rows > 0; rows--) {
    const max = largest(x, classes);
    const scale = f32x4.splat(1 / sumOfExponentials(x, classes, max));
    for (let c = 0; c < classes; c += 4) {
      const value = exp(f32x4.sub(loadPart(x + 4 * c, classes - c), f32x4.splat(max)));
      storePart(y + 4 * c, f32x4.mul(value, scale), classes - c);
    }
    x += 4 * classes;
    y += 4 * classes;
  }
}

/** y[n, c] = x[n, c] − max − ln Σ_k exp(x[n, k] − max). x, y: [rows][classes]. */
export function logSoftmax(x: usize, y: usize, rows: i32, classes: i32): void {
  for (; rows > 0; rows--) {
    const max = f32x4.splat(largest(x, classes));
    const total = log(f32x4.splat(sumOfExponentials(x, classes, f32x4.extract_lane(max, 0))));
    for (let c = 0; c < classes; c += 4) {
      const value = f32x4.sub(f32x4.sub(loadPart(x + 4 * c, classes - c), max), total);
      storePart(y + 4 * c, value, classes - c);
    }
    x += 4 * classes;
    y += 4 * classes;
  }
}

/** loss[i] = max(x, 0) − x·t + ln(1 + e^−|x|): x logits, t targets 0…1, `count` floats each. */
export function sigmoidCrossEntropy(x: usize, t: usize, loss: usize, count: i32): void {
  for (let left = count; left > 0; left -= 4) {
    const logit = loadPart(x, left);
    const linear = f32x4.sub(f32x4.max(logit, f32x4.splat(0)), f32x4.mul(logit, loadPart(t, left)));
    storePart(loss, f32x4.add(linear, log1p(exp(f32x4.neg(f32x4.abs(logit))))), left);
    x += 16;
    t += 16;
    loss += 16;
  }
}
