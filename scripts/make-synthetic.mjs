// Writes made-up drawings as official .npy files, to measure with where 39 GB cannot be downloaded:
//   node scripts/make-synthetic.mjs DIR [--categories 345] [--per-category 16000] [--seed 1]
// A category is a few strokes of its own; each drawing bends and moves them. Same arguments, same bytes.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CATEGORIES } from '../dist/data/categories.js';
import { npyHeader } from '../dist/data/npy.js';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const BLOCK_ROWS = 2000;
const STEPS = 14; // points stamped along a stroke

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    categories: { type: 'string', default: '345' },
    'per-category': { type: 'string', default: '16000' },
    seed: { type: 'string', default: '1' },
  },
});
const [directory] = positionals;
const categories = Number(values.categories);
const perCategory = Number(values['per-category']);
const seed = Number(values.seed);
if (directory === undefined || !(categories >= 1 && categories <= CATEGORIES.length) || !(perCategory >= 1)) {
  console.error(
    'Usage: node scripts/make-synthetic.mjs DIR [--categories 345] [--per-category 16000] [--seed 1]',
  );
  process.exit(2);
}

/** Marsaglia's xorshift: uniform numbers in [0, 1), as fast as can be. */
function generator(start) {
  let state = Math.imul(start + 1, 0x9e3779b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Three to five strokes, each a quadratic Bézier curve of three points in the square. */
function categoryStrokes(random) {
  const count = 3 + Math.floor(3 * random());
  return Array.from({ length: count }, () => Float64Array.from({ length: 6 }, () => 3 + 21 * random()));
}

/** Spreads a dot of ink about two pixels wide, with soft edges, over 3×3 pixels. */
function stamp(pixels, offset, x, y) {
  const column = Math.round(x);
  const row = Math.round(y);
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const distance = (column + dx - x) ** 2 + (row + dy - y) ** 2;
      if (distance > 1.9) continue;
      const at = offset + (row + dy) * SIDE + column + dx;
      const ink = 255 - 100 * distance;
      if (ink > pixels[at]) pixels[at] = ink;
    }
  }
}

function draw(pixels, offset, strokes, random) {
  const left = 3 * random() - 1.5;
  const top = 3 * random() - 1.5;
  const scale = 0.75 + 0.3 * random();
  const place = value => Math.min(25.4, Math.max(1.6, 14 + scale * (value - 14) + 3 * random() - 1.5));
  for (const stroke of strokes) {
    const [x0, y0, x1, y1, x2, y2] = stroke.map((value, index) => place(value + (index % 2 ? top : left)));
    for (let step = 0; step <= STEPS; step++) {
      const t = step / STEPS;
      const a = (1 - t) ** 2;
      const b = 2 * t * (1 - t);
      stamp(pixels, offset, a * x0 + b * x1 + t * t * x2, a * y0 + b * y1 + t * t * y2);
    }
  }
}

function writeCategory(name, index) {
  const random = generator(seed * 1000 + index);
  const strokes = categoryStrokes(random);
  const file = openSync(join(directory, `${name}.npy`), 'w');
  writeSync(file, npyHeader('|u1', [perCategory, PIXELS]));
  const block = new Uint8Array(BLOCK_ROWS * PIXELS);
  for (let done = 0; done < perCategory; done += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, perCategory - done);
    block.fill(0);
    for (let row = 0; row < rows; row++) draw(block, row * PIXELS, strokes, random);
    writeSync(file, block, 0, rows * PIXELS);
  }
  closeSync(file);
}

mkdirSync(directory, { recursive: true });
for (const [index, name] of CATEGORIES.slice(0, categories).entries()) writeCategory(name, index);
console.error(`${categories} files of ${perCategory} drawings in ${directory}`);
