// Packing of operands for the products of spectra, into thread-private scratch. A panel is [part][k][width · 4], width vectors wide;
// 2 or at the end 1; a real value has the first part only. Each function returns the end of what it wrote.

/** Panels of u + v, v, u, for weights whose rows [u | v] lie `row` bytes apart, v `part` bytes behind u. */
export function packSums(u: usize, row: usize, part: usize, panel: usize, k: usize, vectors: i32, real: bool): usize {
  for (let vector = 0; vector < vectors; ) {
    const width = min(2, vectors - vector);
    const step: usize = 16 * width;
    const size = step * k;
    let from = u + 16 * vector;
    for (let i: usize = 0; i < k; i++) {
      for (let j: usize = 0; j < step; j += 16) {
        const to = panel + step * i + j;
        const re = v128.load(from + j);
        if (real) {
          v128.store(to, re);
          continue;
        }
        const im = v128.load(from + part + j);
        v128.store(to, f32x4.add(re, im));
        v128.store(to + size, im);
        v128.store(to + 2 * size, re);
      }
      from += row;
    }
    panel += 3 * size;
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

/**
 * Panels of u, v − u, −(u + v) of the transposed weights: k runs over the columns of u (a multiple of 4), the vectors over its rows.
 */
export function packTransposed(u: usize, row: usize, part: usize, panel: usize, k: usize, vectors: i32, real: bool): usize {
  for (let vector = 0; vector < vectors; ) {
    const width = min(2, vectors - vector);
    const step: usize = 16 * width;
    const size = step * k;
    for (let j: usize = 0; j < step; j += 16) {
      for (let i: usize = 0; i < k; i += 4) {
        const at = panel + step * i + j;
        transpose(u + 4 * i, row, at, step);
        if (real) continue;
        transpose(u + part + 4 * i, row, at + 2 * size, step);
        for (let to = at; to < at + 4 * step; to += step) {
          const re = v128.load(to), im = v128.load(to + 2 * size);
          v128.store(to + size, f32x4.sub(im, re));
          v128.store(to + 2 * size, f32x4.neg(f32x4.add(re, im)));
        }
      }
      u += 4 * row;
    }
    panel += 3 * size;
    vector += width;
  }
  return panel;
}

/** One panel of `width` vectors of a matrix whose k rows lie `row` bytes apart and whose parts `part` bytes. */
export function packColumns(x: usize, row: usize, part: usize, panel: usize, k: usize, width: i32, real: bool): usize {
  const step: usize = 16 * width;
  const end = panel + 3 * step * k;
  const parts: usize = real ? 1 : 3;
  for (let p: usize = 0; p < parts; p++) {
    let from = x + p * part;
    let to = panel + p * step * k;
    for (let i: usize = 0; i < k; i++) {
      v128.store(to, v128.load(from));
      if (width > 1) v128.store(to, v128.load(from, 16), 16);
      from += row;
      to += step;
    }
  }
  return end;
}
