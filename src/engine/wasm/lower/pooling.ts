import type { Node, Value } from '../../graph.ts';
import type { KernelName } from '../kernels.ts';
import type { Lowering } from '../lowering.ts';
import { flopsOf, forRows, rowSize } from './ranges.ts';

interface Windows {
  readonly size: number;
  readonly stride: number;
  /** Factor of the kernels that sum. */
  readonly scale?: number;
}

/**
 * Lowering by a kernel of kernels/pooling.ts, whose arguments are the inputs, the output, the images and the windows.
 *
 * @param full the image, at full size, of the node's inputs and output.
 * @param pooled the image of one pixel a window.
 */
function windowLowering(
  kernel: KernelName,
  full: (node: Node) => Value,
  pooled: (node: Node) => Value,
  windows: (node: Node) => Windows,
): Lowering {
  return {
    lower(node, context) {
      const [y] = node.outputs as [Value];
      const [, height, width, channels] = full(node).shape as [number, number, number, number];
      const [, outputHeight, outputWidth] = pooled(node).shape as [number, number, number, number];
      const { size, stride, scale } = windows(node);
      forRows(y, context, flopsOf(node), ({ start, count }) => [
        {
          kernel,
          args: [
            ...node.inputs.map(input => context.read(input, start * rowSize(input))),
            context.write(y, start * rowSize(y)),
            ...[count, height, width, channels, outputHeight, outputWidth, size, stride],
            ...(scale === undefined ? [] : [scale]),
          ],
        },
      ]);
    },
  };
}

const input = (node: Node) => node.inputs[0]!;
const output = (node: Node) => node.outputs[0]!;

const sizesOf = (node: Node) => node.attributes as unknown as Windows;

const averageOf = (node: Node): Windows => {
  const { size, stride } = sizesOf(node);
  return { size, stride, scale: 1 / (size * size) };
};

const blocksOf = (node: Node): Windows => {
  const { factor } = node.attributes as { factor: number };
  return { size: factor, stride: factor, scale: 1 };
};

export const maxPool2d = windowLowering('maxPool', input, output, sizesOf);
export const maxPool2dGather = windowLowering('maxPoolGather', input, output, sizesOf);
export const maxPool2dGradient = windowLowering('maxPoolGradient', input, node => node.inputs[1]!, sizesOf);
export const averagePool2d = windowLowering('sumWindows', input, output, averageOf);
export const averagePool2dGradient = windowLowering('spreadWindows', output, input, averageOf);
export const upsample2dGradient = windowLowering('sumWindows', input, output, blocksOf);
