// Right operands of the products of spectra, packed in thread-private scratch: three panels [k][vectors · 4], one after the other
// (one panel for a real value). See generators/spectral-gemm.mjs for what the three are. Each function returns the panel's address.

/** Panels u, −(u + v), v − u of the weights u + iv. u: first of `vectors` vectors in row 0; `part` bytes from u to v. */
export function packWeights(u: usize, row: usize, part: usize, panel: usize, k: i32, vectors: i32, real: bool): usize {
  const step: usize = 16 * vectors;
  const size = step * k;
  for (let i: usize = 0; i < <usize>k; i++) {
    for (let j: usize = 0; j < step; j += 16) {
      const to = panel + step * i + j;
      const re = v128.load(u + j);
      v128.store(to, re);
      if (real) continue;
      const im = v128.load(u + part + j);
      v128.store(to + size, f32x4.neg(f32x4.add(re, im)));
      v128.store(to + 2 * size, f32x4.sub(im, re));
    }
    u += row;
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
 * Panels u, v − u, −(u + v) of the transposed weights: k runs over the columns of u, the vectors over its rows.
 * u: first of 4 · `vectors` rows. k a multiple of 4.
 */
export function packWeightsTransposed(u: usize, row: usize, part: usize, panel: usize, k: i32, vectors: i32, real: bool): usize {
  const step: usize = 16 * vectors;
  const size = step * k;
  for (let j: usize = 0; j < <usize>vectors; j++) {
    for (let i: usize = 0; i < <usize>k; i += 4) {
      const at = panel + step * i + 16 * j;
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
  return panel;
}

/** Panels x, y − x, −(x + y) of the spectra [x + y | y | x] of gradients; k runs over images. d: first vector of the first image. */
export function packGradients(d: usize, row: usize, part: usize, panel: usize, k: i32, vectors: i32, real: bool): usize {
  const step: usize = 16 * vectors;
  const size = step * k;
  for (let i: usize = 0; i < <usize>k; i++) {
    for (let j: usize = 0; j < step; j += 16) {
      const to = panel + step * i + j;
      const sum = v128.load(d + j);
      if (real) {
        v128.store(to, sum);
        continue;
      }
      const im = v128.load(d + part + j), re = v128.load(d + 2 * part + j);
      v128.store(to, re);
      v128.store(to + size, f32x4.sub(im, re));
      v128.store(to + 2 * size, f32x4.neg(sum));
    }
    d += row;
  }
  return panel;
}
