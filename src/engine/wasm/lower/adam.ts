import type { Value } from '../../graph.ts';
import { sizeOf } from '../../shape.ts';
import type { Lowering } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { cutRange } from './ranges.ts';

/** Adam's step over ranges of a parameter; the new values may lie over the old ones. 1 − β is computed here, in float64. */
export const adam: Lowering = {
  lower(node, context) {
    const scalars = node.inputs[4] as Value;
    const tensors = [...node.inputs.slice(0, 4)];
    const { beta1, beta2, epsilon } = node.attributes as { beta1: number; beta2: number; epsilon: number };
    const ranges = cutRange(sizeOf(tensors[0]!.shape), { unit: 16 });
    const tasks = ranges.map(({ start, count }): Call[] => [
      {
        kernel: 'adam',
        args: [
          ...tensors.map(value => context.read(value, start)),
          ...node.outputs.map(value => context.write(value, start)),
          context.read(scalars),
          count,
          beta1,
          1 - beta1,
          beta2,
          1 - beta2,
          epsilon,
        ],
      },
    ]);
    context.tasks(node.operation.flops(node.inputs, node.outputs, node.attributes), tasks);
  },
};
