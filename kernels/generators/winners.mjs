// Inner loops of the backward pass through winners: sums of scaled rows, `target += Σ g · source[offset]` over a list of (offset, g),
// for a tile of `rows` × `vectors`, and the same scattered, `target[offset] += g · source`.
//
// V8's optimizing compiler emits the loads of a basic block before its arithmetic. 12 accumulators leave room for two loads, so a
// branch that is never taken (a stride is no such small number) ends the block after every second vector: twice as fast as without.
//
// A 3×3 patch of cin channels is three rows of 3·cin contiguous floats, so a row has 3·⌈cin/4⌉ vectors: tiles of 12, 9, 6, 3
// vectors cover it; the narrowest patches take several rows at once.

export const SHAPES = [
  [1, 12],
  [1, 9],
  [1, 6],
  [1, 3],
  [2, 6],
  [3, 3],
];
const times = (count, write) => Array.from({ length: count }, (_, index) => write(index));

/** Vectors a basic block loads. */
const BLOCK = 2;

const cellsOf = (rows, vectors) => (write, separator) =>
  times(rows, i => times(vectors, j => write(`${i}_${j}`, i, 16 * j)).join(' ')).join(separator);

/** Names of the rows' addresses: `base`, `base1 = base + stride`, … */
const rowNames = (base, rows) => times(rows, i => (i === 0 ? base : `${base}${i}`));
const rowAddresses = (base, stride, rows) =>
  times(rows - 1, i => `const ${base}${i + 1} = ${i === 0 ? base : base + i} + ${stride};`).join(' ');

/** Sums the list from `entry` to `end` into the tile at `target`. */
function accumulate(rows, vectors, source, sourceRow, target, targetRow, indent) {
  const cells = cellsOf(rows, vectors);
  const at = rowNames('at', rows);
  const to = rowNames(target, rows);
  const terms = times(rows * vectors, cell => {
    const [i, j] = [Math.floor(cell / vectors), cell % vectors];
    const term = `s${i}_${j} = f32x4.add(s${i}_${j}, f32x4.mul(g, v128.load(${at[i]}, ${16 * j})));`;
    const endsBlock = cell % BLOCK === BLOCK - 1 && cell < rows * vectors - 1;
    return endsBlock ? `${term} if (${sourceRow} == ${(cell + 1) / BLOCK}) break;` : term;
  });
  return `${cells(name => `let s${name} = f32x4.splat(0);`, `\n${indent}`)}
${indent}for (; entry < end; entry += 8) {
${indent}  const at = ${source} + load<usize>(entry); ${rowAddresses('at', sourceRow, rows)}
${indent}  const g = v128.load32_splat(entry, 4);
${indent}  ${terms.join(`\n${indent}  `)}
${indent}}
${indent}${rowAddresses(target, targetRow, rows)}
${indent}${cells((name, i, byte) => `v128.store(${to[i]}, f32x4.add(v128.load(${to[i]}, ${byte}), s${name}), ${byte});`, `\n${indent}`)}`;
}

/**
 * Tile of dX for all windows: their lists hold (offset of a filter, g), one list for each place of the winner.
 * record: [patch address, end of list 0, …, 3, …], its lists follow at 32, each of listBytes.
 */
const inputTile = (rows, vectors) => `
function input${rows}x${vectors}(record: usize, recordBytes: usize, listBytes: usize, count: i32, filters: usize, filterRow: usize, dxRow: usize, pixel: usize, tile: usize): void {
  for (; count > 0; count--) {
    let list = record + 32;
    let patch = load<usize>(record) + tile;
    for (let code: usize = 0; code < 4; code++) {
      let entry = list;
      const end = load<usize>(record + 4 * code, 4);
      if (entry < end) {
        const target = patch + (code & 1) * pixel + (code >> 1) * dxRow;
        ${accumulate(rows, vectors, 'filters', 'filterRow', 'target', 'dxRow', '        ')}
      }
      list += listBytes;
    }
    record += recordBytes;
  }
}`;

/** Tile of dW for \`channels\` channels: their lists hold (offset of a patch, g). ends: u32 end of each list. */
const filterTile = (rows, vectors) => `
function filter${rows}x${vectors}(list: usize, listBytes: usize, ends: usize, channels: i32, x: usize, xRow: usize, dw: usize, dwRow: usize): void {
  for (; channels > 0; channels--) {
    let entry = list;
    const end = load<usize>(ends);
    if (entry < end) {
      const target = dw;
      ${accumulate(rows, vectors, 'x', 'xRow', 'target', 'dwRow', '      ')}
    }
    dw += 3 * dwRow;
    list += listBytes;
    ends += 4;
  }
}`;

/** Tile of dX for the list of one channel, whose filter stays in registers: few channels make lists of windows too short. */
function scatterTile(rows, vectors) {
  const cells = cellsOf(rows, vectors);
  const from = rowNames('filter', rows);
  const at = rowNames('at', rows);
  return `
function scatter${rows}x${vectors}(list: usize, listBytes: usize, ends: usize, channels: i32, dx: usize, dxRow: usize, filter: usize, filterRow: usize): void {
  for (; channels > 0; channels--) {
    ${rowAddresses('filter', 'filterRow', rows)}
    ${cells((name, i, byte) => `const w${name} = v128.load(${from[i]}, ${byte});`, '\n    ')}
    const end = load<usize>(ends);
    for (let entry = list; entry < end; entry += 8) {
      const at = dx + load<usize>(entry); ${rowAddresses('at', 'dxRow', rows)}
      const g = v128.load32_splat(entry, 4);
      ${cells((name, i, byte) => `v128.store(${at[i]}, f32x4.add(v128.load(${at[i]}, ${byte}), f32x4.mul(g, w${name})), ${byte});`, '\n      ')}
    }
    filter += 3 * filterRow;
    list += listBytes;
    ends += 4;
  }
}`;
}

/** Calls the tile of the given shape. */
const choose = (name, parameters) => `
export function ${name}Tile(rows: i32, vectors: i32, ${parameters.map(([parameter, type]) => `${parameter}: ${type}`).join(', ')}): i32 {
  switch (16 * rows + vectors) {
${SHAPES.map(
  ([rows, vectors]) =>
    `    case ${16 * rows + vectors}: ${name}${rows}x${vectors}(${parameters.map(([parameter]) => parameter).join(', ')}); break;`,
).join('\n')}
    default: unreachable();
  }
  return rows;
}`;

const typed = text => text.split(', ').map(part => part.split(': '));

export function generate() {
  return `// Generated by kernels/generators/winners.mjs. Do not edit.
${SHAPES.map(([rows, vectors]) => inputTile(rows, vectors) + filterTile(rows, vectors) + scatterTile(rows, vectors)).join('\n')}
${choose('input', typed('record: usize, recordBytes: usize, listBytes: usize, count: i32, filters: usize, filterRow: usize, dxRow: usize, pixel: usize, tile: usize'))}
${choose('filter', typed('list: usize, listBytes: usize, ends: usize, channels: i32, x: usize, xRow: usize, dw: usize, dwRow: usize'))}
${choose('scatter', typed('list: usize, listBytes: usize, ends: usize, channels: i32, dx: usize, dxRow: usize, filter: usize, filterRow: usize'))}
`;
}
