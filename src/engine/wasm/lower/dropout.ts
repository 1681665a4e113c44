import type { Value } from '../../graph.ts';
import type { Lowering } from '../lowering.ts';
import { flopsOf, forElements } from './ranges.ts';

/** Dropout; parts begin at multiples of four elements, as the kernel draws four at a time. */
export const dropout: Lowering = {
  lower(node, context) {
    const [x, random] = node.inputs as [Value, Value];
    const [y] = node.outputs as [Value];
    const { rate, layer } = node.attributes as { rate: number; layer: number };
    const threshold = Math.floor(rate * 2 ** 32);
    forElements(y, context, flopsOf(node), ({ start, count }) => [
      {
        kernel: 'dropout',
        args: [
          context.read(x, start),
          context.write(y, start),
          start,
          count,
          context.read(random),
          layer,
          threshold,
          1 / (1 - rate),
        ],
      },
    ]);
  },
};
