// Inner loops of the backward pass through winners: sums of scaled patches, `target += Σ g · source[offset]` over a list of
// (offset, g), and the same scattered, `target[offset] += g · source`.
//
// A 3×3 patch of cin channels is three rows of 3·cin contiguous floats. A tile is 4 or 3 vectors wide and takes all three rows: 12
// accumulators, and the pixels it touches lie in so few cache lines that an image's stay in the first-level cache.
//
// V8's optimizing compiler emits the loads of a basic block before its arithmetic. 12 accumulators leave room for two loads, so a
// branch that is never taken (a stride is no such small number) ends the block after every second vector: twice as fast as without.

const ROWS = 3;
const WIDTHS = [4, 3];
/** Vectors a basic block loads. */
const BLOCK = 2;

const times = (count, write) => Array.from({ length: count }, (_, index) => write(index));
const cellsOf = width => (write, separator) =>
  times(ROWS, i => times(width, j => write(i, j)).join(' ')).join(separator);

/** Addresses of the three rows of a patch: `base`, `base1`, `base2`. */
const rowsOf = (base, stride) => `const ${base}1 = ${base} + ${stride}, ${base}2 = ${base}1 + ${stride};`;
const row = (base, i) => (i === 0 ? base : `${base}${i}`);

/** Sums the list from `entry` to `end` into the tile at `target`. A packed source has its rows one after the other. */
function accumulate(width, source, sourceRow, target, targetRow, stride, indent) {
  const cells = cellsOf(width);
  const terms = times(ROWS * width, cell => {
    const [i, j] = [Math.floor(cell / width), cell % width];
    const term = `s${i}${j} = f32x4.add(s${i}${j}, f32x4.mul(g, v128.load(${row('at', i)}, ${16 * j})));`;
    const endsBlock = cell % BLOCK === BLOCK - 1 && cell < ROWS * width - 1;
    return endsBlock ? `${term} if (${stride} == ${(cell + 1) / BLOCK}) break;` : term;
  });
  return [
    cells((i, j) => `let s${i}${j} = f32x4.splat(0);`, `\n${indent}`),
    'for (; entry < end; entry += 8) {',
    `  const at = ${source} + load<usize>(entry); ${rowsOf('at', sourceRow)}`,
    '  const g = v128.load32_splat(entry, 4);',
    ...terms.map(term => `  ${term}`),
    '}',
    rowsOf(target, targetRow),
    cells((i, j) => {
      const to = row(target, i);
      return `v128.store(${to}, f32x4.add(v128.load(${to}, ${16 * j}), s${i}${j}), ${16 * j});`;
    }, `\n${indent}`),
  ].join(`\n${indent}`);
}

/**
 * Tile of dX for all windows: their lists hold (offset of a filter, g), one list for each place of the winner.
 * record: [patch address, end of list 0, …, 3, …], its lists follow at 32, each of listBytes. filters: the tile of channel 0.
 */
const inputTile = width => `
export function input${width}(record: usize, recordBytes: usize, listBytes: usize, count: i32, filters: usize, dxRow: usize, pixel: usize, tile: usize): i32 {
  for (; count > 0; count--) {
    let list = record + 32;
    const patch = load<usize>(record) + tile;
    for (let code: usize = 0; code < 4; code++) {
      let entry = list;
      const end = load<usize>(record + 4 * code, 4);
      if (entry < end) {
        const target = patch + (code & 1) * pixel + (code >> 1) * dxRow;
        ${accumulate(width, 'filters', String(16 * width), 'target', 'dxRow', 'dxRow', '        ')}
      }
      list += listBytes;
    }
    record += recordBytes;
  }
  return count;
}`;

/** Tile of dW for \`channels\` channels: their lists hold (offset of a patch, g). ends: u32 end of each list. */
const filterTile = width => `
export function filter${width}(list: usize, listBytes: usize, ends: usize, channels: i32, x: usize, xRow: usize, dw: usize, dwBytes: usize): i32 {
  for (; channels > 0; channels--) {
    let entry = list;
    const end = load<usize>(ends);
    if (entry < end) {
      const target = dw;
      ${accumulate(width, 'x', 'xRow', 'target', String(16 * width), 'xRow', '      ')}
    }
    dw += dwBytes;
    list += listBytes;
    ends += 4;
  }
  return channels;
}`;

/** Tile of dX for the lists of whole channels, whose filters stay in registers: few channels make lists of windows too short. */
function scatterTile(width) {
  const cells = cellsOf(width);
  return `
export function scatter${width}(list: usize, listBytes: usize, ends: usize, channels: i32, dx: usize, dxRow: usize, filter: usize, filterBytes: usize): i32 {
  for (; channels > 0; channels--) {
    ${cells((i, j) => `const w${i}${j} = v128.load(filter, ${16 * (width * i + j)});`, '\n    ')}
    const end = load<usize>(ends);
    for (let entry = list; entry < end; entry += 8) {
      const at = dx + load<usize>(entry); ${rowsOf('at', 'dxRow')}
      const g = v128.load32_splat(entry, 4);
      ${cells(
        (i, j) =>
          `v128.store(${row('at', i)}, f32x4.add(v128.load(${row('at', i)}, ${16 * j}), f32x4.mul(g, w${i}${j})), ${16 * j});`,
        '\n      ',
      )}
    }
    filter += filterBytes;
    list += listBytes;
    ends += 4;
  }
  return channels;
}`;
}

export function generate() {
  return `// Generated by kernels/generators/winners.mjs. Do not edit.
${WIDTHS.map(width => inputTile(width) + filterTile(width) + scatterTile(width)).join('\n')}
`;
}
