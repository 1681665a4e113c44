// How long drawings take to open, what memory they take, and how fast they are fed:
//   npm run build && node bench/data.mjs DIR [--memory BYTES] [--cache DIR] [--rate DRAWINGS_PER_SECOND] [--batches N]
// With --rate the time between batches is spent computing, as training does; `lost` is the share of time spent waiting for
// drawings. Memory is the peak of the process beyond what it takes before anything is opened.
import { parseArgs } from 'node:util';
import { openSplit } from '../dist/data/node/index.js';

const BATCH = 128;
const DRAWING_BYTES = 784;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    memory: { type: 'string' },
    cache: { type: 'string' },
    rate: { type: 'string', default: '0' },
    batches: { type: 'string', default: '1000000' },
  },
});
const rate = Number(values.rate);
const before = process.memoryUsage.rss();

function seconds(from) {
  return (performance.now() - from) / 1000;
}

/** Computes for as long as training on `drawings` would take. */
function compute(drawings) {
  const start = performance.now();
  while (rate > 0 && seconds(start) < drawings / rate);
  return seconds(start);
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

const feeding = performance.now();
let computing = 0;
for (let batch = 1; batch < Number(values.batches); batch++) {
  const count = await pass.next(target, labels);
  if (count === 0) break;
  fed += count;
  computing += compute(count);
}
const feedSeconds = seconds(feeding);
await pass.close();
await data.close();

const bytes = data.catalogue.count * DRAWING_BYTES;
console.log(
  JSON.stringify({
    drawings: data.catalogue.count,
    place: data.inMemory === undefined ? 'disk' : 'memory',
    openSeconds: Number(openSeconds.toFixed(2)),
    firstBatchSeconds: Number(firstBatchSeconds.toFixed(2)),
    drawingsPerSecond: Math.round(fed / feedSeconds),
    lost: rate > 0 ? Number((1 - computing / feedSeconds).toFixed(4)) : null,
    openPeakOverBytes: Number((openPeak / bytes).toFixed(3)),
    peakOverBytes: Number((peakBytes() / bytes).toFixed(3)),
    peakMegabytes: Math.round(peakBytes() / 1e6),
    fingerprint: data.catalogue.fingerprint,
  }),
);
