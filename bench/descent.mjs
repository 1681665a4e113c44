// Compares the laptop grid of `qdl experiment double-descent` with the same cells one after the other in PyTorch with two threads: a fair
// sample of widths, two cells of each here side by side, in turn with one in PyTorch, the median over rounds. From the times of the sample, those of the
// whole grid: widths between are taken from their neighbors by log-log interpolation.
//
//   node bench/descent.mjs --python python3 --data DIR [--widths 1,4,12,32] [--epochs 100] [--rounds 3]
//
// Needs a built project (npm run build) and a Python with torch and numpy.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeNpy } from '../dist/data/index.js';
import { conductStudy, descentStudy } from '../dist/studies/index.js';
import { completeConfig, openRunDrawings } from '../dist/train/index.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    data: { type: 'string' },
    widths: { type: 'string', default: '1,4,12,32' },
    epochs: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
  },
});
const widths = values.widths.split(',').map(Number);
const [epochs, rounds, threads] = [values.epochs, values.rounds, values.threads].map(Number);
const folder = mkdtempSync(join(tmpdir(), 'qdl-descent-'));
const wish = { data: values.data ?? null, labelNoise: [0.2], seeds: threads };
const grid = descentStudy.schema.parse({ ...wish });
const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Seconds from the moment the grid is planned until its results are written. */
async function ours(width, round) {
  let from = 0;
  const onEvent = ({ type }) => {
    if (type === 'planned') from = performance.now();
  };
  await conductStudy(
    descentStudy,
    { ...wish, widths: [width], epochs },
    { out: join(folder, `${width}-${round}`), threads, onEvent },
  );
  return (performance.now() - from) / 1000;
}

/** The drawings of the first cell as files for PyTorch. */
async function writeDrawings() {
  const { categories } = await import('../dist/data/node/index.js').then(({ listFolder, starterFolder }) =>
    listFolder(values.data ?? starterFolder),
  );
  const [{ config }] = descentStudy.plan(grid, categories).cells;
  const { parts, close } = await openRunDrawings(completeConfig(config), () => {});
  const files = {};
  for (const side of ['train', 'validation']) {
    const { count } = parts[side];
    const [bitmaps, labels] = [new Uint8Array(784 * count), new Int32Array(count)];
    await parts[side].inOrder().next(bitmaps, labels);
    files[side] = [join(folder, `${side}-bitmaps.npy`), join(folder, `${side}-labels.npy`)];
    writeFileSync(files[side][0], encodeNpy({ data: bitmaps, shape: [count, 784] }));
    writeFileSync(files[side][1], encodeNpy({ data: labels, shape: [count] }));
  }
  await close();
  return { files, classes: config.categories.length };
}

function startTorch({ files, classes }) {
  const script = fileURLToPath(new URL('torch_cells.py', import.meta.url));
  const args = ['--train', ...files.train, '--validation', ...files.validation, '--classes', classes];
  const child = spawn(
    values.python,
    [script, ...args, '--batch', grid.batch, '--threads', threads].map(String),
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async cell(width) {
      child.stdin.write(`${width} ${epochs}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('PyTorch ended early; does the Python given have torch and numpy?');
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}

/** Seconds of a cell at a width of the grid, between those that were timed. */
function between(width, times) {
  const after = Math.max(
    1,
    widths.findIndex(timed => timed >= width),
  );
  const [low, high] = [widths[after - 1], widths[after]];
  const share = Math.log(width / low) / Math.log(high / low);
  return Math.exp(Math.log(times.get(low)) * (1 - share) + Math.log(times.get(high)) * share);
}

try {
  const torch = startTorch(await writeDrawings());
  const { version } = await torch.cell(widths[0]);
  const rows = [];
  for (const width of widths) {
    const pairs = [];
    for (let round = 0; round < rounds; round++) {
      const { seconds } = await torch.cell(width);
      pairs.push({ torch: seconds, ours: (await ours(width, round)) / threads });
    }
    rows.push({
      width,
      ours: median(pairs.map(pair => pair.ours)),
      torch: median(pairs.map(pair => pair.torch)),
      ratio: median(pairs.map(pair => pair.torch / pair.ours)),
    });
    console.error(JSON.stringify(rows.at(-1)));
  }
  torch.close();
  const total = side => {
    const times = new Map(rows.map(row => [row.width, row[side]]));
    return grid.widths.reduce((sum, width) => sum + between(width, times), 0);
  };
  console.log(
    `${epochs} epochs, ${grid.samples[0]} drawings, ${threads} threads, ${rounds} rounds, torch ${version}, node ${process.version}`,
  );
  console.log('| width | QuickDraw Lab, s a cell | PyTorch, s a cell | ratio |\n|---|---|---|---|');
  for (const { width, ours: own, torch: theirs, ratio } of rows)
    console.log(`| ${width} | ${own.toFixed(2)} | ${theirs.toFixed(2)} | ${ratio.toFixed(2)} |`);
  console.log(`| all of the grid | | | **${(total('torch') / total('ours')).toFixed(2)}** |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
