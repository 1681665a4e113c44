// The first block with batch norm: the convolution of one channel is never written; its statistics come from the drawings' sums and
// products of pixels (kernels/drawing-norm.ts), and the norm is folded into the filters.
import type { Node, Value } from '../../graph.ts';
import type { LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { haloedLayout, type Storage } from '../storage.ts';
import { at } from './addresses.ts';
import { blockGeometry, channelRanges, pad4, pixelTable } from './pooled-windows.ts';
import { flopsOf } from './ranges.ts';

/** Floats of a drawing's record: sums and products of its patches' pixels. */
const RECORD = 54;

/** What the forward pass leaves for the backward one. */
interface KeptDrawingNorm {
  readonly codes: Storage;
  /** The batch's record, in float64. */
  readonly totals: Storage;
}

export function drawingNormForward(node: Node, context: LoweringContext): void {
  const [x, w, gamma, beta] = node.inputs as [Value, Value, Value, Value];
  const [y, mean, variance] = node.outputs as [Value, Value, Value];
  const [images, height, width] = x.shape as [number, number, number];
  const { epsilon } = node.attributes as { epsilon: number };
  const geometry = blockGeometry(x, y, context);
  const { cout, windows, xImage, xRow, patches, codeImage } = geometry;
  const records = context.temporary("drawings' records", 4 * RECORD * images);
  const folded = context.temporary('folded filters', 36 * cout);
  const bias = context.temporary('folded bias', 4 * cout);
  const { codes, totals } = context.keep<KeptDrawingNorm>(y, {
    codes: context.temporary('winners', images * codeImage),
    totals: context.temporary("the batch's record", 8 * RECORD),
  });
  const { origin } = haloedLayout(x);
  context.perShard(0, ({ start, rows }) => {
    const image = context.haloedImage(x, start);
    const pixel = { ...image, offset: image.offset + 4 * origin };
    const record = at(records, 'write', RECORD * start);
    return [{ kernel: 'drawingMoments', args: [pixel, xImage, xRow, height, width, rows, record] }];
  });
  const fold: Call = {
    kernel: 'drawingNorm',
    args: [
      at(records, 'read'),
      images,
      height * width,
      context.read(w),
      context.read(gamma),
      context.read(beta),
      epsilon,
      cout,
      at(folded, 'write'),
      at(bias, 'write'),
      context.write(mean),
      context.write(variance),
      at(totals, 'write'),
    ],
  };
  context.tasks(0, [[fold]]);
  const layout = context.layoutOf(y);
  const pixels = pixelTable(y, layout, context);
  context.needScratch(24 * windows + 48 * pad4(cout) + 256);
  context.perShard(flopsOf(node), ({ start, rows }) => [
    {
      kernel: 'convReluPoolDrawings',
      args: [
        context.haloedImage(x, start),
        xImage,
        xRow,
        at(patches, 'read'),
        context.image(y, start, 'write'),
        4 * layout.imageStride,
        at(pixels, 'read'),
        at(codes, 'write', (start * codeImage) / 4),
        at(folded, 'read'),
        at(bias, 'read'),
        cout,
        windows,
        rows,
      ],
    },
  ]);
}

export function drawingNormBackward(node: Node, context: LoweringContext): void {
  const [x, w, gamma, , y, gy] = node.inputs as [Value, Value, Value, Value, Value, Value];
  const [, gw, ggamma, gbeta] = node.outputs as [Value, Value, Value, Value];
  const [, mean, variance] = y.node!.outputs as [Value, Value, Value];
  const [images, height, width] = x.shape as [number, number, number];
  const { epsilon } = node.attributes as { epsilon: number };
  const { cout, windows, xImage, xRow, patches } = blockGeometry(x, gy, context);
  const layout = context.layoutOf(gy);
  const pixels = pixelTable(gy, layout, context);
  const { codes, totals } = context.kept<KeptDrawingNorm>(y);
  const sums = context.temporary("winners' patches", 36 * cout);
  const tasks = channelRanges(cout, 4, 16).map(([from, to]): Call[] => [
    {
      kernel: 'convReluPoolDrawingsGradient',
      args: [
        context.haloedImage(x, 0),
        xImage,
        xRow,
        at(patches, 'read'),
        context.image(gy, 0, 'read'),
        4 * layout.imageStride,
        at(pixels, 'read'),
        at(codes, 'read'),
        at(sums, 'write'),
        context.write(gbeta),
        cout,
        windows,
        images,
        from,
        to,
      ],
    },
  ]);
  context.needScratch(33 * windows + 320);
  context.tasks(flopsOf(node), tasks);
  const unfold: Call = {
    kernel: 'drawingNormGradient',
    args: [
      at(sums, 'read'),
      context.read(gbeta),
      at(totals, 'read'),
      images,
      height * width,
      context.read(w),
      context.read(gamma),
      context.read(mean),
      context.read(variance),
      epsilon,
      cout,
      context.write(gw),
      context.write(ggamma),
    ],
  };
  context.tasks(0, [[unfold]]);
}
