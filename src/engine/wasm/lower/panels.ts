import type { LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import type { Address, Storage } from '../storage.ts';
import { after, at } from './addresses.ts';
import { cutRange } from './ranges.ts';

/** Rows of a block of panels: `INNER_BLOCK` of kernels/matmul.ts. */
const INNER_BLOCK = 256;

/**
 * Packs the right operand B[k, n] of a product, dense at `b`, for kernels/matmul.ts: blocks of rows one after the
 * other, each in panels. `transposed`: at `b` lies the transpose, [n, k].
 */
export function packRightOperand(
  context: LoweringContext,
  b: Address,
  { k, n, transposed = false }: { k: number; n: number; transposed?: boolean },
): Storage {
  const vectors = Math.ceil(n / 4);
  const panels = context.temporary('panels', 16 * vectors * k);
  const blocks = Array.from({ length: Math.ceil(k / INNER_BLOCK) }, (_, block) => block * INNER_BLOCK);
  const tasks = cutRange(vectors, { weight: 4 * k, unit: 2 }).map(({ start, count }) =>
    blocks.map(
      (from): Call => ({
        kernel: transposed ? 'packTransposed' : 'packPanels',
        args: [
          after(b, transposed ? from : from * n),
          4 * (transposed ? k : n),
          at(panels, 'write', 4 * vectors * from),
          Math.min(INNER_BLOCK, k - from),
          n,
          start,
          start + count,
        ],
      }),
    ),
  );
  context.tasks(0, tasks);
  return panels;
}
