import type { Value } from '../../graph.ts';
import type { Lowering } from '../lowering.ts';
import { flopsOf, forRows } from './ranges.ts';

/** Moved and bent drawings, straight into the interior of images with a halo where the first block wants one: kernels/warp.ts. */
export const warp: Lowering = {
  haloedOutputs: () => [0],
  lower(node, context) {
    const [bitmaps, affine, displacement] = node.inputs as [Value, Value, Value | undefined];
    const [y] = node.outputs as [Value];
    const grid = displacement?.shape[1] ?? 0;
    const layout = context.layoutOf(y);
    context.needScratch(1264);
    forRows(y, context, flopsOf(node), ({ start, count }) => {
      const target = context.image(y, start, 'write');
      return [
        {
          kernel: 'warp',
          args: [
            context.read(bitmaps, start * bitmaps.shape[1]!),
            context.read(affine, start * 6),
            displacement ? context.read(displacement, start * grid * grid * 2) : 0,
            grid,
            { ...target, offset: target.offset + 4 * layout.origin },
            4 * layout.imageStride,
            4 * layout.rowStride,
            count,
          ],
        },
      ];
    });
  },
};
