import type { Value } from '../../graph.ts';
import type { Lowering } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { at } from './addresses.ts';
import { packRightOperand } from './panels.ts';
import { cutRange, flopsOf, type Range } from './ranges.ts';

/** Multiply-adds that weigh as much as one element of an elementwise operation. */
const PRODUCTS_PER_ELEMENT = 8;
/** Rows and columns of a register tile. */
const TILE_ROWS = 6;
const TILE_COLUMNS = 8;

/** y = op(a) · op(b): b is packed first; then shards or tasks make rows of y, or columns where it has more of them. */
export const matmul: Lowering = {
  lower(node, context) {
    const [a, b] = node.inputs as [Value, Value];
    const [y] = node.outputs as [Value];
    const { transposeA, transposeB } = node.attributes as { transposeA: boolean; transposeB: boolean };
    const [m, n] = y.shape as [number, number];
    const k = a.shape[transposeA ? 0 : 1]!;
    const panels = packRightOperand(context, context.read(b), { k, n, transposed: transposeB });
    const product = (rows: Range, columns: Range): Call[] => [
      {
        kernel: transposeA ? 'multiplyColumns' : 'multiplyRows',
        args: [
          context.read(a, transposeA ? rows.start : rows.start * k),
          4 * (transposeA ? m : k),
          at(panels, 'read'),
          n,
          columns.start,
          context.write(y, rows.start * n + columns.start),
          4 * n,
          rows.count,
          columns.count,
          k,
        ],
      },
    ];
    const allRows = { start: 0, count: m };
    const allColumns = { start: 0, count: n };
    if (y.batched)
      context.perShard(flopsOf(node), ({ start, rows }) => product({ start, count: rows }, allColumns));
    else if (m >= n) {
      const ranges = cutRange(m, { weight: (n * k) / PRODUCTS_PER_ELEMENT, unit: TILE_ROWS });
      context.tasks(
        flopsOf(node),
        ranges.map(rows => product(rows, allColumns)),
      );
    } else {
      const ranges = cutRange(n, { weight: (m * k) / PRODUCTS_PER_ELEMENT, unit: TILE_COLUMNS });
      context.tasks(
        flopsOf(node),
        ranges.map(columns => product(allRows, columns)),
      );
    }
  },
};
