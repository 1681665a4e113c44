import type { Node, Value } from '../../graph.ts';
import type { Lowering } from '../lowering.ts';
import { flopsOf, forElements, forRows } from './ranges.ts';

const smoothingOf = (node: Node): number => (node.attributes as { labelSmoothing: number }).labelSmoothing;

/** Cross entropy of a softmax, a row at a time. */
export const softmaxCrossEntropy: Lowering = {
  lower(node, context) {
    const [logits, labels] = node.inputs as [Value, Value];
    const [loss] = node.outputs as [Value];
    const classes = logits.shape[1]!;
    forRows(
      loss,
      context,
      flopsOf(node),
      ({ start, count }) => [
        {
          kernel: 'softmaxCrossEntropy',
          args: [
            context.read(logits, start * classes),
            context.read(labels, start),
            context.write(loss, start),
            count,
            classes,
            smoothingOf(node),
          ],
        },
      ],
      classes,
    );
  },
};

/** Its gradient with respect to the logits: g · (softmax − target). */
export const softmaxCrossEntropyGradient: Lowering = {
  lower(node, context) {
    const [logits, labels, g] = node.inputs as [Value, Value, Value];
    const [result] = node.outputs as [Value];
    const classes = logits.shape[1]!;
    forRows(result, context, flopsOf(node), ({ start, count }) => [
      {
        kernel: 'softmaxCrossEntropyGradient',
        args: [
          context.read(logits, start * classes),
          context.read(labels, start),
          context.read(g, start),
          context.write(result, start * classes),
          count,
          classes,
          smoothingOf(node),
        ],
      },
    ]);
  },
};

/** Binary cross entropy of a sigmoid, element by element. */
export const sigmoidCrossEntropy: Lowering = {
  lower(node, context) {
    const [x, targets] = node.inputs as [Value, Value];
    const [loss] = node.outputs as [Value];
    forElements(loss, context, flopsOf(node), ({ start, count }) => [
      {
        kernel: 'sigmoidCrossEntropy',
        args: [context.read(x, start), context.read(targets, start), context.write(loss, start), count],
      },
    ]);
  },
};
