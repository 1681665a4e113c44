// Makes the starter pack from a folder of the dataset's files (run `npm run build` before):
//   node scripts/make-starter.mjs DIR [OUT]
// DIR holds files of the categories below in any of the dataset's formats; OUT is `starter` by default.
// Of each category the rows are taken evenly over the file, first to last. Same files, same bytes.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { categoryOfFile, DRAWING_BYTES, writeNpz } from '../dist/data/index.js';
import { openDrawings } from '../dist/data/node/index.js';

const MOST = {
  rainbow: 400,
  lighthouse: 400,
  giraffe: 400,
  eyeglasses: 400,
  tooth: 400,
  teapot: 400,
  sock: 400,
  camouflage: 400,
  cow: 400,
  couch: 400,
  apple: 800,
  banana: 800,
  star: 800,
  cat: 800,
  dog: 800,
  'smiley face': 800,
};

const [folder, out = fileURLToPath(new URL('../starter', import.meta.url))] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node scripts/make-starter.mjs DIR [OUT]');
  process.exit(2);
}

const files = new Map(readdirSync(folder).map(name => [categoryOfFile(name), join(folder, name)]));
mkdirSync(out, { recursive: true });
let drawings = 0;
let bytes = 0;
for (const [category, most] of Object.entries(MOST)) {
  const path = files.get(category);
  if (path === undefined) throw new Error(`${folder} has no file of ${category}.`);
  const { bitmaps, count } = await evenRows(path, most);
  const npz = writeNpz({ bitmaps: { data: bitmaps, shape: [count, DRAWING_BYTES] } }, 9);
  writeFileSync(join(out, `${category}.npz`), npz);
  console.log(`${category}: ${count} drawings, ${npz.length} bytes`);
  drawings += count;
  bytes += npz.length;
}
console.log(`${drawings} drawings, ${bytes} bytes`);

/** At most `most` rows of a file, at even distances. */
async function evenRows(path, most) {
  const file = await openDrawings(path);
  const count = Math.min(most, file.count);
  const bitmaps = new Uint8Array(count * DRAWING_BYTES);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * file.count) / count);
    await file.read(row, row + 1, bitmaps.subarray(i * DRAWING_BYTES, (i + 1) * DRAWING_BYTES));
  }
  await file.close();
  return { bitmaps, count };
}
