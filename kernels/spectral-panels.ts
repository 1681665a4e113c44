// Operands of the products of spectra, made in thread-private scratch from vectors of complex values [re ×4 | im ×4]. What the three
// parts are is told in spectral-product.ts; a real value has the first part only. Each function returns the end of what it wrote.

/**
 * Vectors of the next panel of a right operand with k rows when `left` are left. Wide panels where k is small (see spectral-tiles), and
 * never a panel of one vector where it can be three.
 */
export function panelWidth(left: i32, k: i32): i32 {
  return left == 3 || left == 5 ? 3 : min(left, k <= WIDE_K ? 4 : 2);
}

/** Up to here a panel of four vectors with its three parts stays in the first cache. */
const WIDE_K: i32 = 64;

/** Panels of u + v, v, u, for weights u + iv whose rows lie `row` bytes apart. */
export function packSums(u: usize, row: usize, panel: usize, k: i32, vectors: i32, real: bool): usize {
  for (let vector = 0; vector < vectors; ) {
    const width = panelWidth(vectors - vector, k);
    const step: usize = 16 * width;
    const size = step * k;
    let from = u + 32 * vector;
    for (let i = 0; i < k; i++) {
      for (let j: usize = 0; j < step; j += 16) {
        const re = v128.load(from + 2 * j);
        if (real) {
          v128.store(panel + j, re);
          continue;
        }
        const im = v128.load(from + 2 * j, 16);
        v128.store(panel + j, f32x4.add(re, im));
        v128.store(panel + size + j, im);
        v128.store(panel + 2 * size + j, re);
      }
      from += row;
      panel += step;
    }
    panel += 2 * size;
    vector += width;
  }
  return panel;
}

/** Transposes the 4 × 4 matrix whose rows lie `row` bytes apart at x to rows `step` bytes apart at y. */
// @ts-ignore: decorator
@inline
function transpose(x: usize, row: usize, y: usize, step: usize): void {
  const r0 = v128.load(x), r1 = v128.load(x + row), r2 = v128.load(x + 2 * row), r3 = v128.load(x + 3 * row);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(y, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(y + step, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(y + 2 * step, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(y + 3 * step, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}

/** Panels of u, v − u, −(u + v) of the transposed weights: k (a multiple of 4) runs over the columns of u, the vectors over its rows. */
export function packTransposed(u: usize, row: usize, panel: usize, k: i32, vectors: i32, real: bool): usize {
  for (let vector = 0; vector < vectors; ) {
    const width = panelWidth(vectors - vector, k);
    const step: usize = 16 * width;
    const size = step * k;
    for (let j: usize = 0; j < step; j += 16) {
      let from = u, to = panel + j;
      for (let i = 0; i < k; i += 4) {
        transpose(from, row, to, step);
        if (!real) {
          transpose(from + 16, row, to + 2 * size, step);
          for (let q: usize = 0; q < 4; q++) {
            const at = to + q * step;
            const re = v128.load(at), im = v128.load(at + 2 * size);
            v128.store(at + size, f32x4.sub(im, re));
            v128.store(at + 2 * size, f32x4.neg(f32x4.add(re, im)));
          }
        }
        from += 32;
        to += 4 * step;
      }
      u += 4 * row;
    }
    panel += 3 * size;
    vector += width;
  }
  return panel;
}

/**
 * Vectors [x | −(x + y) | y − x] of inputs x + iy: `vectors` a row. Source rows lie `row` bytes apart; those written toRow, their vectors
 * toVector. Reading whole rows in order, it also brings them into the cache faster than a product's tiles would. Returns the end if
 * rows or vectors are contiguous.
 */
export function packInputs(x: usize, row: usize, to: usize, toRow: usize, toVector: usize, rows: usize, vectors: usize, real: bool): usize {
  const finish = to + 48 * rows * vectors;
  if (row == 32 * vectors && toRow == toVector * vectors) {
    vectors *= rows;
    rows = 1;
  }
  for (; rows > 0; rows--) {
    for (let from = x, end = x + 32 * vectors, at = to; from < end; from += 32, at += toVector) {
      const re = v128.load(from);
      v128.store(at, re);
      if (real) continue;
      const im = v128.load(from, 16);
      v128.store(at, f32x4.neg(f32x4.add(re, im)), 16);
      v128.store(at, f32x4.sub(im, re), 32);
    }
    x += row;
    to += toRow;
  }
  return finish;
}

/** Vectors [c + d | d | c] of gradients c + id, as packInputs. */
export function packGradients(d: usize, row: usize, to: usize, toRow: usize, toVector: usize, rows: usize, vectors: usize, real: bool): usize {
  const finish = to + 48 * rows * vectors;
  if (row == 32 * vectors && toRow == toVector * vectors) {
    vectors *= rows;
    rows = 1;
  }
  for (; rows > 0; rows--) {
    for (let from = d, end = d + 32 * vectors, at = to; from < end; from += 32, at += toVector) {
      const re = v128.load(from);
      if (real) {
        v128.store(at, re);
        continue;
      }
      const im = v128.load(from, 16);
      v128.store(at, f32x4.add(re, im));
      v128.store(at, im, 16);
      v128.store(at, re, 32);
    }
    d += row;
    to += toRow;
  }
  return finish;
}
