// How long drawings take to open, what memory they take, and how fast they are fed:
//   npm run build && node bench/data.mjs DIR [--memory BYTES] [--cache DIR] [--train WIDTH | --rate DRAWINGS_PER_SECOND] [--batches N]
// With --train a cnn of that width learns from every batch; with --rate the time between batches is spent computing as if; `lost` is the
// share of time spent waiting for drawings. Memory is the peak of the process beyond what it takes before anything is opened.
import { parseArgs } from 'node:util';
import { openSplit } from '../dist/data/node/index.js';
import { createNodeBackend } from '../dist/engine/node/index.js';
import { cnn, defaultAdam, Trainer } from '../dist/nn/index.js';

const BATCH = 128;
const DRAWING_BYTES = 784;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    memory: { type: 'string' },
    cache: { type: 'string' },
    rate: { type: 'string', default: '0' },
    train: { type: 'string' },
    batches: { type: 'string', default: '1000000' },
  },
});
const rate = Number(values.rate);
const before = process.memoryUsage.rss();

function seconds(from) {
  return (performance.now() - from) / 1000;
}

const backend = values.train === undefined ? undefined : createNodeBackend();

/** A function that learns from a batch, or computes for as long as learning would take, and tells the seconds. */
function learner(classes) {
  if (!backend)
    return (_, { length }) => {
      const start = performance.now();
      while (rate > 0 && seconds(start) < length / rate);
      return seconds(start);
    };
  const model = cnn({ classes, width: Number(values.train), norm: 'none', init: 'glorot', dropout: 0 });
  const options = { optimizer: defaultAdam, l1: 0, l2: 0, labelSmoothing: 0, averageDecay: 0, warp: 'none' };
  const trainer = new Trainer(backend, model, options);
  trainer.initialize(1);
  let step = 0;
  return async (bitmaps, labels) => {
    const start = performance.now();
    await trainer.step({ bitmaps, labels }, { step: ++step, learningRate: 1e-3, seed: 1 });
    return seconds(start);
  };
}

/** Peak of the process beyond what it took at the start. */
function peakBytes() {
  return process.resourceUsage().maxRSS * 1024 - before;
}

const start = performance.now();
const data = await openSplit(positionals[0], {
  splitSeed: 1,
  memoryBytes: values.memory === undefined ? undefined : Number(values.memory),
  cacheDirectory: values.cache,
});
const openSeconds = seconds(start);
const openPeak = peakBytes();
const target = new Uint8Array(BATCH * DRAWING_BYTES);
const labels = new Int32Array(BATCH);
const pass = data.parts.train.shuffled(1, 0);
let fed = await pass.next(target, labels);
const firstBatchSeconds = seconds(start);
const learn = learner(data.categories.length);
await learn(target.subarray(0, fed * DRAWING_BYTES), labels.subarray(0, fed));
const firstStepSeconds = seconds(start);

const feeding = performance.now();
let computing = 0;
for (let batch = 1; batch < Number(values.batches); batch++) {
  const count = await pass.next(target, labels);
  if (count === 0) break;
  fed += count;
  computing += await learn(target.subarray(0, count * DRAWING_BYTES), labels.subarray(0, count));
}
const feedSeconds = seconds(feeding);
await pass.close();
await data.close();
await backend?.close();

const bytes = data.catalogue.count * DRAWING_BYTES;
console.log(
  JSON.stringify({
    drawings: data.catalogue.count,
    place: data.inMemory === undefined ? 'disk' : 'memory',
    openSeconds: Number(openSeconds.toFixed(2)),
    firstBatchSeconds: Number(firstBatchSeconds.toFixed(2)),
    firstStepSeconds: Number(firstStepSeconds.toFixed(2)),
    drawingsPerSecond: Math.round(fed / feedSeconds),
    lost: computing > 0 ? Number((1 - computing / feedSeconds).toFixed(4)) : null,
    openPeakOverBytes: Number((openPeak / bytes).toFixed(3)),
    peakOverBytes: Number((peakBytes() / bytes).toFixed(3)),
    peakMegabytes: Math.round(peakBytes() / 1e6),
    fingerprint: data.catalogue.fingerprint,
  }),
);
