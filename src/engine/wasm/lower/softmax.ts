import type { Value } from '../../graph.ts';
import { sizeOf } from '../../shape.ts';
import type { Lowering } from '../lowering.ts';
import { flopsOf, forRows } from './ranges.ts';

/** Softmax over the last axis, or its logarithm. */
const softmaxLowering = (kernel: 'softmax' | 'logSoftmax'): Lowering => ({
  lower(node, context) {
    const [x] = node.inputs as [Value];
    const [y] = node.outputs as [Value];
    const classes = x.shape.at(-1)!;
    const lines = sizeOf(x.shape.slice(1, -1));
    if (x.shape.length === 1) {
      context.tasks(flopsOf(node), [[{ kernel, args: [context.read(x), context.write(y), 1, classes] }]]);
      return;
    }
    forRows(y, context, flopsOf(node), ({ start, count }) => {
      const first = start * lines * classes;
      return [
        {
          kernel,
          args: [context.read(x, first), context.write(y, first), count * lines, classes],
        },
      ];
    });
  },
});

export const softmax = softmaxLowering('softmax');
export const logSoftmax = softmaxLowering('logSoftmax');
