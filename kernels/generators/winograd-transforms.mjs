// Winograd's transforms (Lavin and Gray 2015) of patches and products, for tiles of 2 or 4 outputs down and across, and the 2×2 max-pool
// of what comes out. F(2, 3) takes the points 0, 1, −1, ∞ and F(4, 3) 2 and −2 besides, in this order and with the same transform of
// filters at the same point: so the planes of transformed filters that a smaller tile needs are among those of a larger one.
//
// A patch that is constant along an axis has one non-zero term along it, at point 1, the same in all outputs: all other terms are made
// of differences, which vanish exactly. The first value along an axis enters the term of point 0 alone, and that only the first
// output; the last value the term of ∞ and the last output. So equal outputs are equal beside a halo of zeros, too.
//
// V8's optimizing compiler emits the loads of a basic block before its arithmetic: loops over columns and rows that are not unrolled,
// with what is between the two transforms in a buffer, keep the values of a block in registers.

const SIZES = [4, 2];
const VECTOR = 16;

const times = (count, write) => Array.from({ length: count }, (_, index) => write(index));
const add = (a, b) => `f32x4.add(${a}, ${b})`;
const sub = (a, b) => `f32x4.sub(${a}, ${b})`;
const mul = (factor, a) => `f32x4.mul(f32x4.splat(<f32>(${factor})), ${a})`;

/** Bᵀ d by the number of outputs: values to name first, and the term of each point. */
const patchTransforms = {
  2: {
    named: {},
    terms: [sub('d0', 'd2'), add('d1', 'd2'), sub('d2', 'd1'), sub('d1', 'd3')],
  },
  4: {
    named: {
      even: sub(mul('4.0 / 3.0', 'd2'), mul('1.0 / 3.0', 'd4')),
      odd: sub(mul('4.0 / 3.0', 'd1'), mul('1.0 / 3.0', 'd3')),
      evenRise: sub('d4', 'd2'),
      oddRise: sub('d3', 'd1'),
      twice: add('oddRise', 'oddRise'),
    },
    terms: [
      add(sub('d0', 'd2'), mul('0.25', 'evenRise')),
      add('even', 'odd'),
      sub('even', 'odd'),
      sub(sub('d5', 'd3'), mul('4.0', 'oddRise')),
      add('evenRise', 'twice'),
      sub('evenRise', 'twice'),
    ],
  },
};

/** Aᵀ m by the number of outputs: values to name first, and each output. */
const productTransforms = {
  2: {
    named: {},
    terms: [add(add('m0', 'm1'), 'm2'), sub(sub('m1', 'm2'), 'm3')],
  },
  4: {
    named: {
      even: add('m1', 'm2'),
      odd: sub('m1', 'm2'),
      even2: add('m4', 'm5'),
      odd2: sub('m4', 'm5'),
    },
    terms: [
      add(add('m0', 'even'), 'even2'),
      add('odd', mul('2.0', 'odd2')),
      add('even', mul('4.0', 'even2')),
      add(add('odd', mul('8.0', 'odd2')), 'm3'),
    ],
  },
};

/** Loads the values `prefix`0 … and hands on each term of their transform. */
function transform({ named, terms }, prefix, count, load, store) {
  return [
    times(count, i => `const ${prefix}${i} = ${load(i)};`).join(' '),
    ...Object.entries(named).map(([name, value]) => `const ${name} = ${value};`),
    ...terms.map(store),
  ].join('\n        ');
}

/** Bytes of a tile's record: the address of its patch, and for each window those of its pixel and codes. */
const recordBytes = (down, across) => 4 + 2 * down * across;

function patches(down, across) {
  const [rows, columns] = [down + 2, across + 2];
  const line = VECTOR * columns;
  return `
function patches${down}x${across}(record: usize, count: i32, xRow: usize, pixel: usize, buffer: usize, v: usize, plane: usize): void {
  const middle = buffer + ${line}, last = buffer + ${line * rows};
  for (; count > 0; count--) {
    const patch = load<usize>(record);
    for (let channel: usize = 0; channel < pixel; channel += ${VECTOR}) {
      let x = patch + channel;
      for (let to = buffer; to < middle; to += ${VECTOR}) {
        ${transform(
          patchTransforms[down],
          'd',
          rows,
          i => `v128.load(x + ${i} * xRow)`,
          (term, i) => `v128.store(to, ${term}, ${line * i});`,
        )}
        x += pixel;
      }
      let to = v + channel;
      for (let from = buffer; from < last; from += ${line}) {
        ${transform(
          patchTransforms[across],
          'd',
          columns,
          j => `v128.load(from, ${VECTOR * j})`,
          term => `v128.store(to, ${term}); to += plane;`,
        )}
      }
    }
    v += pixel;
    record += ${recordBytes(down, across)};
  }
}`;
}

function pool(down, across) {
  const [rows, columns] = [down + 2, across + 2];
  const line = VECTOR * columns;
  return `
function pool${down}x${across}(records: usize, count: i32, products: usize, plane: usize, pixel: usize, buffer: usize, biases: usize, cout: i32): void {
  const row = ${columns} * plane;
  const middle = buffer + ${line}, last = buffer + ${line * down};
  for (let channel = 0; channel < cout; channel += 4) {
    const left = cout - channel;
    const bias = loadPart(biases + 4 * channel, left);
    let m = products + 4 * channel;
    let record = records;
    for (let tile = 0; tile < count; tile++) {
      let from = m;
      for (let to = buffer; to < middle; to += ${VECTOR}) {
        ${transform(
          productTransforms[down],
          'm',
          rows,
          i => `v128.load(from + ${i} * row)`,
          (term, i) => `v128.store(to, ${term}, ${line * i});`,
        )}
        from += plane;
      }
      let window = record + 4;
      for (let from = buffer; from < last; from += ${2 * line}) {
        ${times(across, j => `let upper${j}: v128, lower${j}: v128;`).join(' ')}
        ${['upper', 'lower'].map((name, i) => outputRow(across, name, line * i)).join(' ')}
        ${times(
          across / 2,
          j =>
            `poolWindow(upper${2 * j}, upper${2 * j + 1}, lower${2 * j}, lower${2 * j + 1}, bias, load<usize>(window, ${8 * j}), load<usize>(window, ${8 * j + 4}), channel, left);`,
        ).join('\n        ')}
        window += ${4 * across};
      }
      m += pixel;
      record += ${recordBytes(down, across)};
    }
  }
}`;
}

/** Outputs of a row, from the buffer's line at \`offset\`. */
const outputRow = (across, name, offset) => `{
        ${transform(
          productTransforms[across],
          'm',
          across + 2,
          j => `v128.load(from, ${offset + VECTOR * j})`,
          (term, j) => `${name}${j} = ${term};`,
        )}
        }`;

/** Chooses the function of a tile by its outputs down and across. */
const choice = (name, list) => `if (down == 4) {
    if (across == 4) ${name}4x4(${list});
    else ${name}4x2(${list});
  } else {
    if (across == 4) ${name}2x4(${list});
    else ${name}2x2(${list});
  }
  return count;`;

export function generate() {
  const tiles = SIZES.flatMap(down => SIZES.map(across => [down, across]));
  return `// Generated by kernels/generators/winograd-transforms.mjs. Do not edit.
import { loadPart, storePart } from '../lanes';

/** Winner codes: 0…3 = 2·row + column in the window; a window cut by the ReLU is dead. */
const DEAD: i32 = 4;

/** The largest of four outputs (the first of equals), bias, ReLU, and the code. */
// @ts-ignore: decorator
@inline
function poolWindow(y0: v128, y1: v128, y2: v128, y3: v128, bias: v128, pixel: usize, codes: usize, channel: i32, left: i32): void {
  const zero = f32x4.splat(0);
  const upper = f32x4.pmax(y0, y1), lower = f32x4.pmax(y2, y3);
  const isLower = f32x4.lt(upper, lower);
  const best = f32x4.add(f32x4.pmax(upper, lower), bias);
  const place = v128.bitselect(i32x4.sub(i32x4.splat(2), f32x4.lt(y2, y3)), i32x4.neg(f32x4.lt(y0, y1)), isLower);
  const code = v128.bitselect(place, i32x4.splat(DEAD), f32x4.gt(best, zero));
  storePart(pixel + 4 * channel, f32x4.pmax(best, zero), left);
  const words = i16x8.narrow_i32x4_s(code, code);
  v128.store32_lane(codes + channel, i8x16.narrow_i16x8_u(words, words), 0);
}
${tiles.map(([down, across]) => `${patches(down, across)}\n${pool(down, across)}`).join('\n')}

/**
 * V = Bᵀ d B for each of \`count\` tiles of down × across outputs (2 or 4) and each vector of channels.
 * record: for each tile the address of its patch, then for each of its windows, row by row, the addresses of its pooled pixel and its
 * codes. xRow, pixel: bytes from row to row of the input and from pixel to pixel; pixel is also that from tile to tile of a plane at v.
 * Point (i, j) is plane (across + 2)·i + j. buffer: 16·(down + 2)·(across + 2) bytes.
 */
export function transformPatches(down: i32, across: i32, record: usize, count: i32, xRow: usize, pixel: usize, buffer: usize, v: usize, plane: usize): i32 {
  ${choice('patches', 'record, count, xRow, pixel, buffer, v, plane')}
}

/**
 * Y = Aᵀ M A for each tile and vector of channels, of each window the largest value, bias, ReLU, and the winner's code.
 * products: as v of transformPatches, pixels of \`pixel\` bytes. biases: [cout]. record, count, buffer: as for transformPatches.
 */
export function poolProducts(down: i32, across: i32, record: usize, count: i32, products: usize, plane: usize, pixel: usize, buffer: usize, biases: usize, cout: i32): i32 {
  ${choice('pool', 'record, count, products, plane, pixel, buffer, biases, cout')}
}
`;
}
