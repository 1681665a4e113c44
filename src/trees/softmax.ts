import { naturalLog } from '../engine/index.ts';
import { exponential } from './exponential.ts';

/** Softmax of each row of `scores` (float64 [N, classes]) as float32 [N, classes]. */
export function softmax(scores: Float64Array, classes: number): Float32Array {
  const probabilities = new Float32Array(scores.length);
  const powers = new Float64Array(classes);
  for (let start = 0; start < scores.length; start += classes) {
    const { sum } = normalize(scores.subarray(start, start + classes), powers);
    for (let k = 0; k < classes; k++) probabilities[start + k] = powers[k]! / sum;
  }
  return probabilities;
}

/** Mean cross-entropy in nats, and the share of rows whose label has the (first) highest score. */
export function assess(
  scores: Float64Array,
  labels: Int32Array,
  classes: number,
): { loss: number; accuracy: number } {
  const powers = new Float64Array(classes);
  let losses = 0;
  let right = 0;
  labels.forEach((label, row) => {
    const own = scores.subarray(classes * row, classes * (row + 1));
    const { sum, largest, best } = normalize(own, powers);
    losses += naturalLog(sum) + largest - own[label]!;
    right += Number(best === label);
  });
  return { loss: losses / labels.length, accuracy: right / labels.length };
}

/** Writes e^(score − largest) to `powers`. */
function normalize(
  scores: Float64Array,
  powers: Float64Array,
): { sum: number; largest: number; best: number } {
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[best]!) best = k;
  const largest = scores[best]!;
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    powers[k] = exponential(scores[k]! - largest);
    sum += powers[k]!;
  }
  return { sum, largest, best };
}
