import type { Value } from '../../graph.ts';
import { sizeOf } from '../../shape.ts';
import type { Lowering } from '../lowering.ts';
import type { Call } from '../schedule.ts';

/** Blocks of each input copied to their place in every block of the output. */
export const concat: Lowering = {
  lower(node, context) {
    const [y] = node.outputs as [Value];
    const { axis } = node.attributes as { axis: number };
    const blockOf = (value: Value) => sizeOf(value.shape.slice(axis));
    const copies = (start: number, rows: number): Call[] => {
      let place = 0;
      return node.inputs.map(x => {
        const perRow = sizeOf(y.shape.slice(1, axis));
        const first = start * perRow;
        const call: Call = {
          kernel: 'copyBlocks',
          args: [
            context.read(x, first * blockOf(x)),
            4 * blockOf(x),
            context.write(y, first * blockOf(y) + place),
            4 * blockOf(y),
            4 * blockOf(x),
            rows * perRow,
          ],
        };
        place += blockOf(x);
        return call;
      });
    };
    if (axis === 0) {
      let place = 0;
      const calls = node.inputs.map((x): Call => {
        const bytes = 4 * sizeOf(x.shape);
        const call: Call = { kernel: 'copyBytes', args: [context.read(x), context.write(y, place), bytes] };
        place += sizeOf(x.shape);
        return call;
      });
      context.tasks(0, [calls]);
    } else if (y.batched) context.perShard(0, ({ start, rows }) => copies(start, rows));
    else context.tasks(0, [copies(0, y.shape[0]!)]);
  },
};
