import type { Value } from '../../graph.ts';
import { sizeOf } from '../../shape.ts';
import type { Lowering } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { cutRange, flopsOf } from './ranges.ts';

/** Momentum's step over ranges of a parameter; the new values may lie over the old ones. */
export const sgd: Lowering = {
  lower(node, context) {
    const tensors = node.inputs.slice(0, 3);
    const scalars = node.inputs[3] as Value;
    const { momentum, nesterov } = node.attributes as { momentum: number; nesterov: boolean };
    const tasks = cutRange(sizeOf(tensors[0]!.shape), { unit: 16 }).map(({ start, count }): Call[] => [
      {
        kernel: 'sgd',
        args: [
          ...tensors.map(value => context.read(value, start)),
          ...node.outputs.map(value => context.write(value, start)),
          context.read(scalars),
          count,
          momentum,
          Number(nesterov),
        ],
      },
    ]);
    context.tasks(flopsOf(node), tasks);
  },
};
