import type { Value } from '../../graph.ts';
import type { Lowering } from '../lowering.ts';
import { cutRange, flopsOf, forRows, rowSize } from './ranges.ts';

export const embedding: Lowering = {
  lower(node, context) {
    const [table, indices] = node.inputs as [Value, Value];
    const [y] = node.outputs as [Value];
    const width = rowSize(table);
    forRows(y, context, 0, ({ start, count }) => [
      {
        kernel: 'embedding',
        args: [
          context.read(table),
          context.read(indices, start),
          context.write(y, start * width),
          count,
          width,
        ],
      },
    ]);
  },
};

/** Tasks share the columns of the table: each adds up all rows in order. */
export const embeddingGradient: Lowering = {
  lower(node, context) {
    const [indices, g] = node.inputs as [Value, Value];
    const [table] = node.outputs as [Value];
    const [rows, width] = table.shape as [number, number];
    const count = indices.shape[0]!;
    const tasks = cutRange(width, { weight: rows + count, unit: 16 }).map(columns => [
      {
        kernel: 'embeddingGradient' as const,
        args: [
          context.read(indices),
          context.read(g, columns.start),
          context.write(table, columns.start),
          count,
          rows,
          4 * width,
          columns.count,
        ],
      },
    ]);
    context.tasks(flopsOf(node), tasks);
  },
};
