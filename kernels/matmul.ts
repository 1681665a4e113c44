// Matrix products with a long inner dimension, on top of the tiles of `gemm`.
//
// The right operand B[k, n] is packed (packPanels, packTransposed) in blocks of INNER_BLOCK rows one after the other, so that a panel
// of a block stays in the first cache.
import { gemm, gemmColumns } from './generated/gemm';

/** Rows of a block of the right operand. The lowering packs by the same number. */
const INNER_BLOCK: i32 = 256;

/** Where the panels of the block that begins at row `from` hold column `column` (a multiple of 8). */
// @ts-ignore: decorator
@inline
function blockPanel(panels: usize, n: i32, from: i32, inner: i32, column: i32): usize {
  const columns = (n + 3) & ~3;
  return panels + 4 * (<usize>from * columns + <usize>column * inner);
}

/**
 * C[m, width] = A[m, k] · B[k, column … column + width]. A: rows `aStride` bytes apart, contiguous in k. C: rows `cStride` bytes apart;
 * `c` points at the first column wanted. `column` is a multiple of 8; n is the number of all columns of B.
 */
export function multiplyRows(
  a: usize, aStride: usize, panels: usize, n: i32, column: i32, c: usize, cStride: usize, m: i32, width: i32, k: i32,
): void {
  for (let from = 0; from == 0 || from < k; from += INNER_BLOCK) {
    const inner = min(INNER_BLOCK, k - from);
    const block = blockPanel(panels, n, from, inner, column);
    gemm(a + 4 * from, aStride, block, c, cStride, from > 0 ? c : 0, cStride, m, width, inner);
  }
}

/** C[m, n] = Aᵀ · B over `inner` rows of both: one block of panels, and A with rows `aStride` bytes apart. */
function multiplyColumns(
  a: usize, aStride: usize, block: usize, n: i32, c: usize, cStride: usize, m: i32, inner: i32,
): void {
  for (let column = 0; column < n; column += 8) {
    // The last panel is narrower when it holds one vector only.
    const bStride = n - column > 4 ? 32 : 16;
    gemmColumns(
      a, aStride, block + 4 * <usize>column * inner, bStride, c + 4 * <usize>column, cStride, 0, 0, m, min(8, n - column), inner,
    );
  }
}

export { blockPanel, INNER_BLOCK, multiplyColumns };
