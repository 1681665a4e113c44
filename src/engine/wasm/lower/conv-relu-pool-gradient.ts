import type { ConvReluPoolGradientAttributes } from '../../fused/conv-relu-pool-gradient.ts';
import type { Node, Value } from '../../graph.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import type { Storage } from '../storage.ts';
import { at } from './addresses.ts';
import type { KeptWinners } from './conv-relu-pool.ts';
import {
  type BlockGeometry,
  blockGeometry,
  channelRanges,
  filterTilesBytes,
  pixelTable,
} from './pooled-windows.ts';

/** Windows whose lists should be in the cache together with a tile of the filters. */
const BLOCK_WINDOWS = 98;
const MOST_BLOCK_IMAGES = 32;
/**
 * Output channels of a task of the filters' gradient, unless that leaves fewer than FEWEST_TASKS: every task reads all images, and with 12
 * channels a task those reads took as long as the sums (152 channels over 14 × 14 × 76).
 */
const TASK_CHANNELS = 32;
const FEWEST_TASKS = 4;

/** Gradients through winners only: gx a shard, then filters and bias by output channels over the whole batch. kernels/winners.ts. */
export const convReluPoolGradient: Lowering = {
  haloedInputs: () => [0, 3],
  alwaysHaloed: ({ attributes }) => (wantsInputGradient(attributes) ? [0] : []),
  lower(node, context) {
    const [x, , , gy] = node.inputs as [Value, Value, Value, Value];
    const geometry = blockGeometry(x, gy, context);
    const pixels = pixelTable(gy, context.layoutOf(gy), context);
    const block = Math.min(MOST_BLOCK_IMAGES, Math.max(1, Math.floor(BLOCK_WINDOWS / geometry.windows)));
    if (wantsInputGradient(node.attributes))
      lowerInputGradient(node, blockGeometry(node.outputs[0]!, gy, context), pixels, block, context);
    lowerFilterGradient(node, geometry, pixels, block, context);
  },
};

const wantsInputGradient = (attributes: unknown) =>
  (attributes as ConvReluPoolGradientAttributes).needsInputGradient;

function lowerInputGradient(
  node: Node,
  geometry: BlockGeometry,
  pixels: Storage,
  block: number,
  context: LoweringContext,
): void {
  const [, , winners, gy] = node.inputs as [Value, Value, Value, Value];
  const [gx] = node.outputs as [Value];
  const { cin, cout, windows, xImage, xRow, patches, codeImage } = geometry;
  const { codes } = context.kept<KeptWinners>(winners);
  const filters = packFilters(node, context);
  // A record a window with four lists, or a list a channel; see the kernel.
  context.needScratch(
    256 + Math.max(block * windows * (32 * cout + 192), cout * (8 * block * windows + 140)),
  );
  context.perShard(halfOf(node), ({ start, rows }) => [
    {
      kernel: 'convReluPoolInputGradient',
      args: [
        context.image(gx, start, 'write'),
        xImage,
        xRow,
        at(patches, 'read'),
        context.image(gy, start, 'read'),
        4 * context.layoutOf(gy).imageStride,
        at(pixels, 'read'),
        at(codes, 'read', (start * codeImage) / 4),
        at(filters, 'read'),
        cin,
        cout,
        windows,
        rows,
        block,
      ],
    },
  ]);
}

/** The filters in the kernel's tiles, once a step. */
function packFilters(node: Node, context: LoweringContext): Storage {
  const w = node.inputs[1]!;
  const [, , cin, cout] = w.shape as [number, number, number, number];
  const filters = context.temporary('filter tiles', filterTilesBytes(cin) * cout);
  const tasks = channelRanges(cout, 4, 16).map(([from, to]): Call[] => [
    { kernel: 'packFilters', args: [context.read(w), at(filters, 'write'), cin, cout, from, to] },
  ]);
  context.tasks(0, tasks);
  return filters;
}

function lowerFilterGradient(
  node: Node,
  geometry: BlockGeometry,
  pixels: Storage,
  block: number,
  context: LoweringContext,
): void {
  const [x, , winners, gy] = node.inputs as [Value, Value, Value, Value];
  const [, gw, gb] = node.outputs as [Value, Value, Value];
  const { cin, isDrawing, cout, windows, xImage, xRow, patches } = geometry;
  const { codes } = context.kept<KeptWinners>(winners);
  const images = x.shape[0]!;
  const ranges = channelRanges(cout, 4, Math.max(FEWEST_TASKS, Math.floor(cout / TASK_CHANNELS)));
  const channels = ranges[0]![1];
  context.needScratch(512 + channels * (140 + 8 * windows * block + filterTilesBytes(cin)) + 33 * windows);
  const shared = [
    context.haloedImage(x, 0),
    xImage,
    xRow,
    at(patches, 'read'),
    context.image(gy, 0, 'read'),
    4 * context.layoutOf(gy).imageStride,
    at(pixels, 'read'),
    at(codes, 'read'),
    context.write(gw),
    context.write(gb),
  ];
  const tasks = ranges.map(([from, to]): Call[] => [
    isDrawing
      ? { kernel: 'convReluPoolDrawingsGradient', args: [...shared, cout, windows, images, from, to] }
      : {
          kernel: 'convReluPoolFilterGradient',
          args: [...shared, cin, cout, windows, images, block, from, to],
        },
  ]);
  context.tasks(halfOf(node), tasks);
}

/** Each of the two gradients is half of the textbook work. */
const halfOf = (node: Node): number => node.operation.flops(node.inputs, node.outputs, node.attributes) / 2;
