// Sums of few rows of a matrix, each times a number: y += Σ g·row, for a list of (byte offset of the row, g). The rows of both
// gradients of a winners-only convolution are such sums; see ../winner-lists.ts.
//
// A tile of `vectors` vectors is held in registers over the whole list: one load, one product and one addition a vector and entry.

const times = (count, write) => Array.from({ length: count }, (_, index) => write(index));

/** A tile of `rows` rows of `vectors` vectors; rows lie `rowStep` bytes apart in the source and `yStep` in y. */
function tile(rows, vectors) {
  const name = rows === 1 ? `addRows${vectors}` : `addPatches${rows}x${vectors}`;
  const steps = rows === 1 ? '' : ', rowStep: usize, yStep: usize';
  const cells = write => times(rows, r => times(vectors, v => write(r, v)).join('\n  ')).join('\n  ');
  const at = (base, step, r) => (r === 0 ? base : `${base} + ${r === 1 ? '' : `${r} * `}${step}`);
  return `
/** y += Σ g·row over the entries from \`list\` to \`end\`: ${rows} × ${vectors} vectors. */
// @ts-ignore: decorator
@inline
export function ${name}(list: usize, end: usize, base: usize, y: usize${steps}): void {
  ${cells((r, v) => `let s${r}_${v} = v128.load(${at('y', 'yStep', r)}, ${16 * v});`)}
  for (; list < end; list += 8) {
    const row = base + load<u32>(list);
    const g = v128.load32_splat(list, 4);
    ${cells((r, v) => `s${r}_${v} = f32x4.add(s${r}_${v}, f32x4.mul(g, v128.load(${at('row', 'rowStep', r)}, ${16 * v})));`).replaceAll('\n', '\n  ')}
  }
  ${cells((r, v) => `v128.store(${at('y', 'yStep', r)}, s${r}_${v}, ${16 * v});`)}
}`;
}

export const generate = () => [tile(1, 12), tile(1, 9), tile(1, 6), tile(1, 3), tile(3, 3), tile(2, 6)].join('\n');
