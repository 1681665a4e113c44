// Register tiles of complex matrix products. A complex value takes three real products, of which the first, K, belongs to both
// results (kernels/spectral-product.ts says of what): re = K + A₁·B₁, im = K + A₂·B₂, K = A₀·B₀. So a tile is computed in three
// runs over k and only its two results go to memory. A real value has one part and one run.
//
// Eight accumulators; the test for the end after every step of k keeps V8 from loading more than its registers hold, as in gemm.mjs.
// Packed rows are vectors of three parts, [part 0 ×4 | part 1 ×4 | part 2 ×4], 48 bytes for four channels.
// Every result is summed over k in ascending order by one accumulator: its bits do not depend on which tile it falls in.
import { times } from './spectrum.mjs';

/** Rows of the tiles of a panel of so many vectors. Wide ones reach more at small k, narrow ones read less of the panel at large k. */
const HEIGHTS = { 4: 2, 3: 2, 2: 4, 1: 4 };
const ROW_WIDTHS = [4, 3, 2, 1];
const COLUMN_WIDTHS = [2, 1];
const STEPS = 4;
const VECTOR = 48;

function step(rows, width, loadA, loadB) {
  return [
    ...times(width, j => `b${j} = ${loadB(j)};`),
    ...times(rows, i =>
      [
        `x = ${loadA(i)};`,
        ...times(width, j => `s${i}${j} = f32x4.add(s${i}${j}, f32x4.mul(x, b${j}));`),
      ].join(' '),
    ),
  ].join('\n        ');
}

/** All k steps (k > 0). */
const steps = (oneStep, advance) => `for (let rest = k; ; rest -= ${STEPS}) {
        ${times(STEPS, q => `${oneStep(q)}\n        if (rest == ${q + 1}) break;`).join('\n        ')}
        ${advance}
      }`;

const cells = (rows, width, write) =>
  times(rows, i => times(width, j => write(i, j)).join(' ')).join('\n      ');
const zero = (rows, width) => cells(rows, width, (i, j) => `s${i}${j} = f32x4.splat(0);`);
// A result's vectors lie as [re | im], 32 bytes.
const keep = (rows, width, part) =>
  cells(rows, width, (i, j) => `v128.store(c${i}, s${i}${j}, ${32 * j + 16 * part});`);
const fetch = (rows, width, part) =>
  cells(rows, width, (i, j) => `s${i}${j} = v128.load(c${i}, ${32 * j + 16 * part});`);

/** Adds K to what is in memory for both results, and goes on with the real one. */
const addToBoth = (rows, width) =>
  cells(rows, width, (i, j) =>
    [
      `v128.store(c${i}, f32x4.add(v128.load(c${i}, ${32 * j + 16}), s${i}${j}), ${32 * j + 16});`,
      `s${i}${j} = f32x4.add(v128.load(c${i}, ${32 * j}), s${i}${j});`,
    ].join(' '),
  );

/** `run(part)` adds the products of a part. */
function tile(rows, width, run) {
  const either = (add, set) => `if (accumulate) {\n      ${add}\n      } else {\n      ${set}\n      }`;
  const addReal = cells(rows, width, (i, j) => `s${i}${j} = f32x4.add(v128.load(c${i}, ${32 * j}), s${i}${j});`);
  return `    let x: v128, ${times(width, j => `b${j}: v128`).join(', ')};
    ${cells(rows, width, (i, j) => `let s${i}${j}: v128;`)}
    ${times(rows - 1, i => `const c${i + 1} = c${i} + cRow;`).join(' ')}
    ${zero(rows, width)}
    ${run(0)}
    if (real) {
      ${either(addReal, '')}
      ${keep(rows, width, 0)}
    } else {
      ${either(addToBoth(rows, width), keep(rows, width, 1))}
      ${run(1)}
      ${keep(rows, width, 0)}
      ${fetch(rows, width, 1)}
      ${run(2)}
      ${keep(rows, width, 1)}
    }`;
}

/** Tiles of packed rows with a packed panel [part][k][width · 4]; k is a multiple of 4. */
function rowTiles(rows, width) {
  const oneStep = (part, q) =>
    step(rows, width, i => `v128.load32_splat(a${i}, ${16 * part + 4 * q})`, j => `v128.load(right, ${16 * (width * q + j)})`);
  const advance = `${times(rows, i => `a${i} += ${VECTOR};`).join(' ')} right += ${16 * width * STEPS};`;
  const run = part => `{
      ${times(rows, i => `let a${i} = a + ${i} * aRow;`).join(' ')}
      let right = b + ${16 * width * part} * k;
      ${steps(q => oneStep(part, q), advance)}
    }`;
  return `function rows${rows}x${width}(a: usize, aRow: usize, b: usize, c: usize, cRow: usize, tiles: usize, k: usize, real: bool, accumulate: bool): void {
  for (; tiles > 0; tiles--) {
    let c0 = c;
${tile(rows, width, run)}
    a += ${rows} * aRow; c += ${rows} * cRow;
  }
}`;
}

/** The parts of an input in the order of the gradient's parts that they go with; see kernels/spectral-product.ts. */
const COLUMN_PARTS = [0, 2, 1];

/** Tiles of packed rows with packed rows, summed over the rows: row i of the product belongs to column i of a. */
function columnTiles(rows, width) {
  const oneStep = part =>
    `${step(rows, width, i => `v128.load32_splat(left, ${16 * COLUMN_PARTS[part] + 4 * i})`, j => `v128.load(right${j}, ${16 * part})`)}
        left += aRow; ${times(width, j => `right${j} += bRow;`).join(' ')}`;
  const run = part => `{
      let left = a; ${times(width, j => `let right${j} = b + ${j} * bVector;`).join(' ')}
      ${steps(() => oneStep(part), '')}
    }`;
  return `function columns${rows}x${width}(a: usize, aTile: usize, aRow: usize, b: usize, bRow: usize, bVector: usize, c: usize, cRow: usize, tiles: usize, k: usize, real: bool, accumulate: bool): void {
  for (; tiles > 0; tiles--) {
    let c0 = c;
${tile(rows, width, run)}
    a += aTile; c += ${rows} * cRow;
  }
}`;
}

const choose = (widths, write) => `switch (width) {
${widths.map(width => `    case ${width}: ${write(width)} break;`).join('\n')}
  }`;

export function generate() {
  const whole = width => `rows${HEIGHTS[width]}x${width}(a, aRow, b, c, cRow, rows / ${HEIGHTS[width]}, k, real, accumulate);`;
  const rest = width => `rows1x${width}(a, aRow, b, c, cRow, rows - whole, k, real, accumulate);`;
  return `// Generated by kernels/generators/spectral-tiles.mjs. Do not edit.
${ROW_WIDTHS.flatMap(width => [rowTiles(HEIGHTS[width], width), rowTiles(1, width)]).join('\n')}
${COLUMN_WIDTHS.map(width => columnTiles(4, width)).join('\n')}

/**
 * C[rows, 4·width] = A[rows, k] · B[k, 4·width], or C += … if accumulate; complex. A: packed, rows aRow bytes apart; B: a packed panel of \`width\` vectors (1 … 4);
 * C: rows cRow bytes apart, vectors [re | im]. k: a multiple of 4, > 0. Returns rows.
 */
export function complexRows(a: usize, aRow: usize, b: usize, c: usize, cRow: usize, rows: usize, k: usize, real: bool, accumulate: bool, width: i32): usize {
  const whole = width > 2 ? rows & ~1 : rows & ~3;
  ${choose(ROW_WIDTHS, whole)}
  if (whole == rows) return rows;
  a += whole * aRow;
  c += whole * cRow;
  ${choose(ROW_WIDTHS, rest)}
  return rows;
}

/**
 * C[4·tiles, 4·width] = A[k, 4·tiles]ᵀ · B[k, 4·width], or C += … if accumulate; complex. A: vector t of packed inputs at a + t·aTile, rows
 * aRow bytes apart; B: packed gradients, rows bRow bytes apart, \`width\` vectors (1 or 2); C: rows cRow bytes apart, vectors [re | im].
 * k > 0. Returns tiles.
 */
export function complexColumns(a: usize, aTile: usize, aRow: usize, b: usize, bRow: usize, bVector: usize, c: usize, cRow: usize, tiles: usize, k: usize, real: bool, accumulate: bool, width: i32): usize {
  ${choose(COLUMN_WIDTHS, width => `columns4x${width}(a, aTile, aRow, b, bRow, bVector, c, cRow, tiles, k, real, accumulate);`)}
  return tiles;
}
`;
}
