import type { ToImagesAttributes } from '../../fused/to-images.ts';
import type { Value } from '../../graph.ts';
import type { Lowering } from '../lowering.ts';
import { flopsOf, forRows } from './ranges.ts';

/** Bytes times a scale, straight into the interior of images with a halo: kernels/drawings.ts. */
export const toImages: Lowering = {
  haloedOutputs: () => [0],
  lower(node, context) {
    const [x] = node.inputs as [Value];
    const [y] = node.outputs as [Value];
    const { scale } = node.attributes as ToImagesAttributes;
    const [, height, width] = y.shape as [number, number, number];
    const layout = context.layoutOf(y);
    forRows(y, context, flopsOf(node), ({ start, count }) => {
      const target = context.image(y, start, 'write');
      return [
        {
          kernel: 'drawingsToImages',
          args: [
            context.read(x, start * height * width),
            height * width,
            { ...target, offset: target.offset + 4 * layout.origin },
            4 * layout.imageStride,
            4 * layout.rowStride,
            height,
            width,
            count,
            scale,
          ],
        },
      ];
    });
  },
};
