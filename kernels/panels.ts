// Packing of matrices into the panels that `gemm` reads: [panel][k][8], the last panel [k][4] if the number of vectors is odd.
import { loadPart } from './lanes';

/** Address of column j of row `row` in panels of a matrix with k rows and `vectors` vectors a row. */
// @ts-ignore: decorator
@inline
function panelAddress(panels: usize, row: i32, vector: i32, vectors: i32, k: i32): usize {
  const first = vector & ~1;
  const width = first + 1 < vectors ? 2 : 1;
  return panels + 16 * (<usize>first * k + <usize>row * width + (vector - first));
}

/**
 * Packs B[k, n] (row i at b + i·bStride bytes, n floats, any n) for `gemm`; columns n … next multiple of 4 become zero.
 * Writes the vectors from `from` to `to` (of 4 columns each; `from` even), so that tasks can share the work.
 */
export function packPanels(b: usize, bStride: usize, panels: usize, k: i32, n: i32, from: i32, to: i32): void {
  const vectors = (n + 3) / 4;
  for (let vector = from; vector < to; vector++) {
    const left = n - 4 * vector;
    for (let row = 0; row < k; row++) {
      v128.store(
        panelAddress(panels, row, vector, vectors, k),
        loadPart(b + <usize>row * bStride + 16 * vector, left),
      );
    }
  }
}

/**
 * Packs the transpose of B[n, k] (row j at b + j·bStride bytes, k floats, any n and k) for `gemm`: the panels of a matrix with k rows
 * and n columns; columns n … next multiple of 4 become zero. Writes the vectors from `from` to `to` (`from` even).
 */
export function packTransposed(b: usize, bStride: usize, panels: usize, k: i32, n: i32, from: i32, to: i32): void {
  const vectors = (n + 3) / 4;
  const zero = f32x4.splat(0);
  for (let vector = from; vector < to; vector++) {
    const left = n - 4 * vector;
    const row0 = b + 4 * <usize>vector * bStride;
    for (let at = 0; at < k; at += 4) {
      const count = k - at;
      const r0 = loadPart(row0 + 4 * at, count);
      const r1 = left > 1 ? loadPart(row0 + bStride + 4 * at, count) : zero;
      const r2 = left > 2 ? loadPart(row0 + 2 * bStride + 4 * at, count) : zero;
      const r3 = left > 3 ? loadPart(row0 + 3 * bStride + 4 * at, count) : zero;
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(panelAddress(panels, at, vector, vectors, k), v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      if (count > 1)
        v128.store(panelAddress(panels, at + 1, vector, vectors, k), v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      if (count > 2)
        v128.store(panelAddress(panels, at + 2, vector, vectors, k), v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      if (count > 3)
        v128.store(panelAddress(panels, at + 3, vector, vectors, k), v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    }
  }
}
