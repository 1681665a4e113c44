import type { Node, Value } from '../../graph.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import type { Storage } from '../storage.ts';
import { at } from './addresses.ts';
import { filterTasks } from './convolution.ts';
import { packRightOperand } from './panels.ts';
import { cutRange, flopsOf, type Range } from './ranges.ts';

/** Multiply-adds that weigh as much as one element of an elementwise operation. */
const PRODUCTS_PER_ELEMENT = 8;
/** Rows and columns of a register tile. */
const TILE_ROWS = 4;
const TILE_COLUMNS = 8;

/** y = op(a) · op(b). The right operand is packed first. */
export const matmul: Lowering = {
  lower(node, context) {
    const [a, b] = node.inputs as [Value, Value];
    const [y] = node.outputs as [Value];
    const { transposeA, transposeB } = node.attributes as { transposeA: boolean; transposeB: boolean };
    const n = y.shape[1]!;
    const k = a.shape[transposeA ? 0 : 1]!;
    const panels = packRightOperand(context, context.read(b), { k, n, transposed: transposeB });
    if (transposeA) multiplyColumns(node, panels, context);
    else multiplyRows(node, panels, context);
  },
};

/** y = a · b: shards or tasks make rows of y, or columns where it has more of them. */
function multiplyRows(node: Node, panels: Storage, context: LoweringContext): void {
  const [a] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  const [m, n] = y.shape as [number, number];
  const k = a.shape[1]!;
  const product = (rows: Range, columns: Range): Call[] => [
    {
      kernel: 'multiplyRows',
      args: [
        context.read(a, rows.start * k),
        4 * k,
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
  const weight = (k * Math.min(m, n)) / PRODUCTS_PER_ELEMENT;
  if (y.batched)
    context.perShard(flopsOf(node), ({ start, rows }) => product({ start, count: rows }, allColumns));
  else if (m >= n)
    context.tasks(
      flopsOf(node),
      cutRange(m, { weight, unit: TILE_ROWS }).map(rows => product(rows, allColumns)),
    );
  else
    context.tasks(
      flopsOf(node),
      cutRange(n, { weight, unit: TILE_COLUMNS }).map(columns => product(allRows, columns)),
    );
}

/** y = aᵀ · b: the filter gradient of a 1 × 1 convolution over images of one pixel, the rows of a and b. */
function multiplyColumns(node: Node, panels: Storage, context: LoweringContext): void {
  const [a] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  const [k, m] = a.shape as [number, number];
  const rows = {
    image: [1, 1, m],
    kernel: [1, 1],
    stride: 1,
    top: 0,
    left: 0,
    places: [1, 1],
  } as const;
  const operands = { x: context.read(a), panels, gw: context.write(y), images: k, filters: y.shape[1]! };
  context.tasks(flopsOf(node), filterTasks(context, rows, operands));
}
