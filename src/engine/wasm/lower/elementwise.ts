import type { Node, Value } from '../../graph.ts';
import { sizeOf } from '../../shape.ts';
import type { KernelName } from '../kernels.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { cutRange, flopsOf, forElements, type Range } from './ranges.ts';
import { broadcastStrides, collapse, padAxes, type StridedLoops } from './strided.ts';

/** y = f(x) by a `map…` kernel; `parameters` gives its scalars from the operation's attributes. */
export function mapLowering(kernel: KernelName, parameters: (node: Node) => number[] = () => []): Lowering {
  return {
    lower(node, context) {
      const [x] = node.inputs as [Value];
      const [y] = node.outputs as [Value];
      forElements(y, context, flopsOf(node), ({ start, count }) => [
        { kernel, args: [context.read(x, start), context.write(y, start), count, ...parameters(node)] },
      ]);
    },
  };
}

/** y = f(a, b), broadcast, by a `zip…` kernel. */
export function zipLowering(kernel: KernelName): Lowering {
  return {
    lower(node, context) {
      const [y] = node.outputs as [Value];
      if (y.batched)
        context.perShard(flopsOf(node), ({ start, rows }) => [
          zipCall(kernel, node, context, outerRange(rowLoops(node), { start, count: rows })),
        ]);
      else {
        const loops = collapse(rowLoops(node));
        const outer = loops.sizes[0] ?? 1;
        const weight = sizeOf(y.shape) / outer;
        const unit = loops.sizes.length === 1 ? 16 : 1;
        const tasks = cutRange(outer, { weight, unit }).map(range => [
          zipCall(kernel, node, context, outerRange(loops, range)),
        ]);
        context.tasks(flopsOf(node), tasks);
      }
    },
  };
}

/** Loops over the shape of the output with the strides of a, b and y. */
function rowLoops({ inputs: [a, b], outputs: [y] }: Node): StridedLoops {
  const { shape } = y!;
  return {
    sizes: shape,
    strides: [a!, b!, y!].map(({ shape: from }) => broadcastStrides(from, shape)),
  };
}

interface Part extends StridedLoops {
  /** First element of each operand. */
  readonly offsets: readonly number[];
}

/** The part of the loops where the outermost index is in `range`. */
function outerRange({ sizes, strides }: StridedLoops, { start, count }: Range): Part {
  const offsets = strides.map(stride => start * (stride[0] ?? 0));
  return { sizes: sizes.length === 0 ? sizes : [count, ...sizes.slice(1)], strides, offsets };
}

function zipCall(kernel: KernelName, node: Node, context: LoweringContext, part: Part): Call {
  const { sizes, strides } = padAxes(collapse(part));
  const [a, b] = node.inputs as [Value, Value];
  const [aStrides, bStrides] = strides as [number[], number[]];
  const [aOffset, bOffset, yOffset] = part.offsets as [number, number, number];
  const count = sizes.at(-1)!;
  // A single element along the innermost axis is a row of one, whatever its stride.
  const steps = count === 1 ? [1, 1] : [aStrides.at(-1)!, bStrides.at(-1)!];
  return {
    kernel,
    args: [
      context.read(a, aOffset),
      context.read(b, bOffset),
      context.write(node.outputs[0]!, yOffset),
      ...sizes.slice(0, -1),
      ...aStrides.slice(0, -1).map(stride => 4 * stride),
      ...bStrides.slice(0, -1).map(stride => 4 * stride),
      count,
      ...steps,
    ],
  };
}
