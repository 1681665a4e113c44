import type { Node, Value } from '../../graph.ts';
import type { Conv2dAttributes } from '../../ops/conv2d-geometry.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import { at } from './addresses.ts';
import { patchesOf } from './conv2d.ts';
import { FEW_CHANNELS, filterTasks, type Patches } from './convolution.ts';
import { stridedCopy } from './movement.ts';
import { packRightOperand } from './panels.ts';
import { flopsOf } from './ranges.ts';

/** gw [KH·KW·C, O] = Σ patchᵀ · g: tasks share its rows, each over all pixels of the batch. */
export const conv2dFilterGradient: Lowering = {
  lower(node, context) {
    const [x, g] = node.inputs as [Value, Value];
    const [gw] = node.outputs as [Value];
    const patches = patchesOf(x, gw, g, node.attributes as Conv2dAttributes);
    const [images, , , filters] = g.shape as [number, number, number, number];
    if (filters <= FEW_CHANNELS && patches.stride === 1 && x.shape[3]! > FEW_CHANNELS) {
      fromPatchesOfGradient(node, patches, context);
      return;
    }
    const k = images * patches.places[0] * patches.places[1];
    const panels = packRightOperand(context, context.read(g), { k, n: filters });
    const operands = { x: context.read(x), panels, gw: context.write(gw), images, filters };
    context.tasks(flopsOf(node), filterTasks(context, patches, operands));
  },
};

/**
 * For few filters and stride 1 the other way round: a pixel of x meets the patch of g around it, taps backwards. gw follows by
 * turning [(s, t, o), c] into [a, b, c, o].
 */
function fromPatchesOfGradient(node: Node, patches: Patches, context: LoweringContext): void {
  const [x, g] = node.inputs as [Value, Value];
  const [gw] = node.outputs as [Value];
  const [images, height, width, channels] = x.shape as [number, number, number, number];
  const filters = g.shape[3]!;
  const { kernel, places, top, left } = patches;
  const back: Patches = {
    image: [...places, filters],
    kernel,
    stride: 1,
    top: kernel[0] - 1 - top,
    left: kernel[1] - 1 - left,
    places: [height, width],
  };
  const panels = packRightOperand(context, context.read(x), { k: images * height * width, n: channels });
  const taps = kernel[0] * kernel[1];
  const flipped = context.temporary('flipped gradient', 4 * taps * channels * filters);
  const operands = { x: context.read(g), panels, gw: at(flipped, 'write'), images, filters: channels };
  context.tasks(flopsOf(node), filterTasks(context, back, operands));
  const matrix = channels * filters;
  const copy = stridedCopy(at(flipped, 'read', (taps - 1) * matrix), context.write(gw), {
    sizes: [taps, channels, filters],
    strides: [
      [-matrix, 1, channels],
      [matrix, filters, 1],
    ],
  });
  context.tasks(0, [[copy]]);
}
