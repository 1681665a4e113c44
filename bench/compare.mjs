// Compares whole training steps with PyTorch on this machine: the same drawings to both, a few steps of one, then of the other, in turn. The
// ratio is of neighbors in time, the median over rounds, so that it holds on a noisy machine.
//
//   node bench/compare.mjs --python python3 --widths 4,12,32,45,75 --norms none,batch --threads 1 --rounds 15 [--data DIR]
//
// Needs a built project (npm run build) and a Python with torch and numpy. Prints a line a case and, at the end, a table for docs/performance.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeNpy } from '../dist/data/index.js';
import { openWhole, starterFolder } from '../dist/data/node/index.js';
import { createNodeBackend } from '../dist/engine/node/index.js';
import { cnn, defaultAdam, Trainer } from '../dist/nn/index.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    widths: { type: 'string', default: '4,12,32,45,75' },
    norms: { type: 'string', default: 'none,batch' },
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '15' },
    batch: { type: 'string', default: '128' },
    data: { type: 'string' },
    categories: {
      type: 'string',
      default: 'rainbow,lighthouse,giraffe,eyeglasses,tooth,teapot,sock,camouflage,cow,couch',
    },
  },
});
const batch = Number(values.batch);
const threads = Number(values.threads);
const rounds = Number(values.rounds);
const categories = values.categories.split(',');
const peer = fileURLToPath(new URL('torch_step.py', import.meta.url));

const quantile = (numbers, share) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(share * (numbers.length - 1) + 0.5)];
const median = numbers => quantile(numbers, 0.5);

/** All drawings of the categories in a shuffled order, as both sides will see them. */
async function loadDrawings() {
  const opened = await openWhole(values.data ?? starterFolder, { categories, splitSeed: 1 });
  const { all } = opened.parts;
  const bitmaps = new Uint8Array(784 * all.count);
  const labels = new Int32Array(all.count);
  await all.shuffled(1, 1).next(bitmaps, labels);
  await opened.close();
  return { bitmaps, labels };
}

function startTorch(folder, width, norm) {
  const args = [
    '--bitmaps',
    join(folder, 'bitmaps.npy'),
    '--labels',
    join(folder, 'labels.npy'),
    '--width',
    width,
    '--classes',
    categories.length,
  ];
  const child = spawn(
    values.python,
    [peer, ...args, '--batch', batch, '--threads', threads, '--norm', norm].map(String),
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async steps(count) {
      child.stdin.write(`${count}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('PyTorch ended early; does the Python given have torch and numpy?');
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}

function startOurs({ bitmaps, labels }, width, norm) {
  const backend = createNodeBackend({ threads });
  const model = cnn({ classes: categories.length, width, norm, init: 'glorot', dropout: 0 });
  const options = { optimizer: defaultAdam, l1: 0, l2: 0, labelSmoothing: 0, averageDecay: 0, warp: 'none' };
  const trainer = new Trainer(backend, model, options);
  trainer.initialize(1);
  const batches = Math.floor(labels.length / batch);
  let step = 0;
  return {
    async steps(count) {
      const ms = [];
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        const from = (step++ % batches) * batch;
        const drawings = {
          bitmaps: bitmaps.subarray(784 * from, 784 * (from + batch)),
          labels: labels.subarray(from, from + batch),
        };
        await trainer.step(drawings, { step, learningRate: 1e-3, seed: 1 });
        ms.push(performance.now() - start);
      }
      return { ms };
    },
    close: () => backend.close(),
  };
}

async function compare(drawings, folder, width, norm) {
  const torch = startTorch(folder, width, norm);
  const ours = startOurs(drawings, width, norm);
  const steps = width >= 45 ? 2 : width >= 32 ? 4 : 12;
  let version = '';
  await torch.steps(5);
  await ours.steps(5);
  const pairs = [];
  for (let round = 0; round < rounds; round++) {
    const theirs = await torch.steps(steps);
    version = theirs.version;
    pairs.push({ torch: median(theirs.ms), ours: median((await ours.steps(steps)).ms) });
  }
  torch.close();
  await ours.close();
  const ratios = pairs.map(pair => pair.torch / pair.ours);
  return {
    width,
    norm,
    ratio: median(ratios),
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    ours: Math.round((1000 * batch) / median(pairs.map(pair => pair.ours))),
    torch: Math.round((1000 * batch) / median(pairs.map(pair => pair.torch))),
    version,
  };
}

const drawings = await loadDrawings();
const folder = mkdtempSync(join(tmpdir(), 'qdl-compare-'));
const rows = [];
try {
  writeFileSync(
    join(folder, 'bitmaps.npy'),
    encodeNpy({ data: drawings.bitmaps, shape: [drawings.labels.length, 784] }),
  );
  writeFileSync(
    join(folder, 'labels.npy'),
    encodeNpy({ data: drawings.labels, shape: [drawings.labels.length] }),
  );
  for (const norm of values.norms.split(','))
    for (const width of values.widths.split(',').map(Number)) {
      const row = await compare(drawings, folder, width, norm);
      rows.push(row);
      console.error(JSON.stringify(row));
    }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  `batch ${batch}, ${threads} thread(s) each, ${rounds} rounds, torch ${rows[0]?.version}, node ${process.version}`,
);
console.log('| width | norm | QuickDraw Lab, images/s | PyTorch, images/s | ratio (quartiles) |');
console.log('|---|---|---|---|---|');
for (const { width, norm, ours, torch, ratio, quartiles } of rows)
  console.log(
    `| ${width} | ${norm} | ${ours} | ${torch} | **${ratio.toFixed(2)}** (${quartiles.map(q => q.toFixed(2)).join('–')}) |`,
  );
