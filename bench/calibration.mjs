// How often the interval of the calibration error holds the true one: `npm run build && node bench/calibration.mjs`.
// Labels are drawn from random probabilities of five classes, which are then sharpened: p^s over its sum.

import { applyTemperature, expectedCalibrationError, topConfidences } from '../dist/analysis/index.js';
import { RandomStream } from '../dist/engine/index.js';

const CLASSES = 5;
const DRAWINGS = 1000;
const SETS = 150;
const RESAMPLES = 200;
const MANY = 300_000;

function synthetic(count, sharpness, seed) {
  const stream = new RandomStream(seed, 'synthetic');
  const probabilities = new Float32Array(count * CLASSES);
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const powers = Array.from({ length: CLASSES }, () => Math.exp(1.5 * stream.normal()));
    const total = powers.reduce((sum, power) => sum + power, 0);
    let left = stream.uniform() * total;
    while (left >= powers[labels[row]] && labels[row] < CLASSES - 1) left -= powers[labels[row]++];
    powers.forEach((power, index) => {
      probabilities[row * CLASSES + index] = power / total;
    });
  }
  return { classes: CLASSES, probabilities: applyTemperature(probabilities, CLASSES, 1 / sharpness), labels };
}

const errorOf = (count, sharpness, seed, resamples) =>
  expectedCalibrationError(topConfidences(synthetic(count, sharpness, seed)), { resamples, seed });

console.log('sharpened by  true error  mean estimate  interval holds it');
for (const sharpness of [1, 1.1, 1.3, 2]) {
  const truth = sharpness === 1 ? 0 : errorOf(MANY, sharpness, 99, 1).value;
  let held = 0;
  let sum = 0;
  for (let set = 0; set < SETS; set++) {
    const { value, low, high } = errorOf(DRAWINGS, sharpness, 1000 + set, RESAMPLES);
    sum += value;
    if (low <= truth && truth <= high) held++;
  }
  const percent = share => `${(100 * share).toFixed(1)} %`;
  console.log(
    [percent(truth), percent(sum / SETS), percent(held / SETS)].reduce(
      (line, cell) => line + cell.padStart(13),
      String(sharpness).padEnd(11),
    ),
  );
}
