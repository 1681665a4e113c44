import type { Value } from '../../graph.ts';
import type { Lowering } from '../lowering.ts';
import { flopsOf, forRows } from './ranges.ts';

/** Whether labels are among the k largest logits, a row at a time. */
export const inTopK: Lowering = {
  lower(node, context) {
    const [logits, labels] = node.inputs as [Value, Value];
    const [y] = node.outputs as [Value];
    const { k } = node.attributes as { k: number };
    const classes = logits.shape[1]!;
    forRows(
      y,
      context,
      flopsOf(node),
      ({ start, count }) => [
        {
          kernel: 'inTopK',
          args: [
            context.read(logits, start * classes),
            context.read(labels, start),
            context.write(y, start),
            count,
            classes,
            k,
          ],
        },
      ],
      classes,
    );
  },
};
