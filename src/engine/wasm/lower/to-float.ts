import type { Value } from '../../graph.ts';
import type { Lowering } from '../lowering.ts';
import { flopsOf, forElements } from './ranges.ts';

/** Bytes times a scale: as one long row of an image. */
export const toFloat: Lowering = {
  lower(node, context) {
    const [x] = node.inputs as [Value];
    const [y] = node.outputs as [Value];
    const { scale } = node.attributes as { scale: number };
    forElements(y, context, flopsOf(node), ({ start, count }) => [
      {
        kernel: 'drawingsToImages',
        args: [context.read(x, start), 0, context.write(y, start), 0, 0, 1, count, 1, scale],
      },
    ]);
  },
};
