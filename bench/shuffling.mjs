// How well the two-level shuffle mixes classes, beside a full permutation: `npm run build && node bench/shuffling.mjs`.
// 345 classes, files one after the other as the dataset has them, a class's train drawings neighbors.

import { epochOrder, identity, shuffleShape } from '../dist/data/order.js';
import { RandomStream } from '../dist/engine/random.js';

const CLASSES = 345;
const BATCH = 128;
const EPOCHS = 1;

function* twoLevel(count, epoch) {
  const order = epochOrder(count, 1, epoch);
  for (let index = 0; index + 1 < order.windowStarts.length; index++) yield* order.window(index);
}

function* fullPermutation(count, epoch) {
  const rows = identity(count);
  new RandomStream(1, 'shuffle', epoch).shuffle(rows);
  yield* rows;
}

/** Statistics of the class counts of batches, over all classes and whole batches of some epochs. */
function measure(order, perClass) {
  const count = CLASSES * perClass;
  const expected = BATCH / CLASSES;
  let batches = 0;
  let squares = 0;
  let products = 0; // of one batch and the next: batches of one window are alike if its mixture is off
  let runPairs = 0; // pairs of drawings of one run in one batch
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    let previous = new Float64Array(CLASSES);
    let counts = new Float64Array(CLASSES);
    let runs = new Map();
    let filled = 0;
    for (const row of order(count, epoch)) {
      counts[Math.floor(row / perClass)]++;
      const run = Math.floor(row / shuffleShape.runRows);
      const seen = runs.get(run) ?? 0;
      runPairs += seen;
      runs.set(run, seen + 1);
      if (++filled < BATCH) continue;
      for (let label = 0; label < CLASSES; label++) {
        squares += (counts[label] - expected) ** 2;
        products += (counts[label] - expected) * (previous[label] - expected);
      }
      batches++;
      [previous, counts] = [counts, previous.fill(0)];
      runs = new Map();
      filled = 0;
    }
  }
  const variance = squares / batches / CLASSES;
  return {
    batches,
    'variance of a class count': variance.toFixed(5),
    'correlation with the next batch': (products / batches / CLASSES / variance).toFixed(5),
    'same-run pairs per batch': (runPairs / batches).toFixed(4),
  };
}

/** Relative standard deviation of a class's share of a window. */
function windowShares(order, perClass) {
  const count = CLASSES * perClass;
  const starts = epochOrder(count, 1, 0).windowStarts;
  let squares = 0;
  let window = 0;
  let position = 0;
  let counts = new Float64Array(CLASSES);
  for (const row of order(count, 0)) {
    counts[Math.floor(row / perClass)]++;
    if (++position < starts[window + 1]) continue;
    const expected = (starts[window + 1] - starts[window]) / CLASSES;
    for (const seen of counts) squares += (seen / expected - 1) ** 2;
    counts = new Float64Array(CLASSES);
    window++;
  }
  return Math.sqrt(squares / window / CLASSES);
}

for (const perClass of [11_200, 102_000]) {
  console.log(`${CLASSES} classes × ${perClass} train drawings, batch ${BATCH}`);
  const rows = {};
  for (const [name, order] of Object.entries({
    'full permutation': fullPermutation,
    'two levels': twoLevel,
  })) {
    rows[name] = measure(order, perClass);
    rows[name]['class share of a window, relative deviation'] = windowShares(order, perClass).toFixed(4);
  }
  console.table(rows);
}
const p = 1 / CLASSES;
console.log(`Drawing with replacement, exact: variance ${(BATCH * p * (1 - p)).toFixed(5)}`);
