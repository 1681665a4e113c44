// Compares the training of gradient-boosted trees with LightGBM on this machine: the same drawings, split and settings to both, in turn. The
// ratio is of neighbors in time, the median over splits, so that it holds on a noisy machine; so is the ratio of the processor's time, which does
// not count waiting for a processor that others use.
//
//   node bench/trees.mjs --python python3 --data DIR --cases 10x160x60,50x160x20,345x100x5 --splits 5 --threads 1
//
// A case is categories × drawings of each × rounds. Each split draws its categories among those with enough drawings, and parts the drawings
// 70 / 15 / 15 as peers do; the test part is the last one, the middle one is not used. Needs a built project (npm run build) and a
// Python with lightgbm and numpy. Prints a line a split and, at the end, a table for docs/performance.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeNpy } from '../dist/data/index.js';
import { listFolder, openWhole, starterFolder } from '../dist/data/node/index.js';
import { createNodeBackend } from '../dist/engine/node/index.js';
import { trainTrees } from '../dist/trees/index.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    data: { type: 'string', default: starterFolder },
    cases: { type: 'string', default: '10x160x60' },
    splits: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1' },
  },
});
const threads = Number(values.threads);
const settings = { leaves: 31, learningRate: 0.1 };

const quantile = (numbers, share) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(share * (numbers.length - 1) + 0.5)];
const median = numbers => quantile(numbers, 0.5);
const mean = numbers => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** `count` of the names, another choice for each seed. */
function choose(names, count, seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  for (let warm = 0; warm < 8; warm++) next();
  return names
    .map(name => ({ name, key: next() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ name }) => name)
    .sort();
}

async function loadSplit(names, { classes, perCategory }, seed) {
  const categories = choose(names, classes, seed);
  const opened = await openWhole(values.data, { categories, perCategory, splitSeed: seed });
  const { all } = opened.parts;
  const bitmaps = new Uint8Array(784 * all.count);
  const labels = new Int32Array(all.count);
  const pass = all.shuffled(seed, 1);
  await pass.next(bitmaps, labels);
  await pass.close();
  await opened.close();
  const part = (from, to) => ({
    bitmaps: bitmaps.subarray(784 * from, 784 * to),
    labels: labels.subarray(from, to),
  });
  return {
    train: part(0, Math.floor(0.7 * all.count)),
    test: part(Math.floor(0.85 * all.count), all.count),
  };
}

function writeSplit(folder, split) {
  for (const [name, { bitmaps, labels }] of Object.entries(split)) {
    writeFileSync(
      join(folder, `${name}-bitmaps.npy`),
      encodeNpy({ data: bitmaps, shape: [labels.length, 784] }),
    );
    writeFileSync(join(folder, `${name}-labels.npy`), encodeNpy({ data: labels, shape: [labels.length] }));
  }
}

function startLightGbm(folder) {
  const peer = fileURLToPath(new URL('lightgbm_step.py', import.meta.url));
  const child = spawn(values.python, [peer], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async measure(classes, rounds) {
      child.stdin.write(`${JSON.stringify({ folder, classes, rounds, threads, ...settings })}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('LightGBM ended early; does the Python given have lightgbm and numpy?');
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}

async function measureOurs(backend, { train, test }, classes, rounds) {
  const options = { rounds, numLeaves: settings.leaves, learningRate: settings.learningRate };
  const start = performance.now();
  const startCpu = process.cpuUsage();
  const { model } = await trainTrees({ ...train, classes, backend, options });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(startCpu);
  const probabilities = model.predict(test.bitmaps);
  const right = test.labels.filter((label, row) => {
    const own = probabilities.subarray(classes * row, classes * (row + 1));
    return own.indexOf(Math.max(...own)) === label;
  });
  return { seconds, cpuSeconds: (user + system) / 1e6, accuracy: right.length / test.labels.length };
}

const folder = mkdtempSync(join(tmpdir(), 'qdl-trees-'));
const backend = createNodeBackend({ threads });
const lightGbm = startLightGbm(folder);
const listing = await listFolder(values.data);
const rows = [];
let version = '';
try {
  for (const text of values.cases.split(',')) {
    const [classes, perCategory, rounds] = text.split('x').map(Number);
    const names = listing.categories.filter(({ count }) => count >= perCategory).map(({ name }) => name);
    const measured = [];
    for (let seed = 1; seed <= Number(values.splits); seed++) {
      const split = await loadSplit(names, { classes, perCategory }, seed);
      writeSplit(folder, split);
      const theirs = await lightGbm.measure(classes, rounds);
      const ours = await measureOurs(backend, split, classes, rounds);
      version = theirs.version;
      measured.push({ theirs, ours });
      console.error(JSON.stringify({ case: text, seed, train: split.train.labels.length, theirs, ours }));
    }
    rows.push({ classes, perCategory, rounds, measured });
  }
} finally {
  lightGbm.close();
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  `LightGBM ${version}, ${settings.leaves} leaves, rate ${settings.learningRate}, ${threads} thread(s) each, ${values.splits} splits, node ${process.version}`,
);
console.log(
  '| categories × drawings × rounds | QuickDraw Lab, s | LightGBM, s | share of its time (range) | of its processor time (range) | test accuracy | LightGBM’s |',
);
console.log('|---|---|---|---|---|---|---|');
for (const { classes, perCategory, rounds, measured } of rows) {
  const seconds = side => median(measured.map(pair => pair[side].seconds)).toFixed(1);
  const accuracy = side => `${(100 * mean(measured.map(pair => pair[side].accuracy))).toFixed(2)} %`;
  const share = field => {
    const ratios = measured.map(({ ours, theirs }) => ours[field] / theirs[field]);
    const range = [Math.min(...ratios), Math.max(...ratios)].map(ratio => ratio.toFixed(2)).join('–');
    return `**${median(ratios).toFixed(2)}** (${range})`;
  };
  console.log(
    `| ${classes} × ${perCategory} × ${rounds} | ${seconds('ours')} | ${seconds('theirs')} | ${share('seconds')} | ${share('cpuSeconds')} | ${accuracy('ours')} | ${accuracy('theirs')} |`,
  );
}
