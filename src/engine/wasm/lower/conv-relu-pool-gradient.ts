import type { ConvReluPoolGradientAttributes } from '../../fused/conv-relu-pool-gradient.ts';
import type { Node, Value } from '../../graph.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { haloedLayout, type Storage } from '../storage.ts';
import { at } from './addresses.ts';
import type { KeptWinners } from './conv-relu-pool.ts';
import { blockSizes, channelRanges, pad4, windowTable } from './pooled-windows.ts';

/** Bytes of window lists that should stay in a second-level cache beside a tile of the filters. */
const LIST_BYTES = 96 * 1024;

/** Winners of a shard, a list a channel: 8 bytes an entry, one entry more than there are windows. */
interface ChannelLists {
  readonly lists: Storage;
  readonly ends: Storage;
  /** Entries of the longest list there can be. */
  readonly capacity: number;
  readonly listsBytes: number;
  readonly endsBytes: number;
}

/** Gradients through winners only: lists and gx a shard, then filters and bias by output channels over all shards. */
export const convReluPoolGradient: Lowering = {
  haloedInputs: () => [0, 3],
  alwaysHaloed: ({ attributes }) =>
    (attributes as ConvReluPoolGradientAttributes).needsInputGradient ? [0] : [],
  lower(node, context) {
    const channelLists = makeChannelLists(node, context);
    lowerInputGradient(node, channelLists, context);
    lowerFilterGradient(node, channelLists, context);
  },
};

function makeChannelLists(node: Node, context: LoweringContext): ChannelLists {
  const [x, , , gy] = node.inputs as [Value, Value, Value, Value];
  const { windows, cout } = blockSizes(x, gy);
  const capacity = windows * context.shards[0]!.rows;
  const listsBytes = 8 * pad4(cout) * (capacity + 1);
  const endsBytes = 4 * pad4(cout);
  const count = context.shards.length;
  return {
    lists: context.temporary('winner lists', count * listsBytes),
    ends: context.temporary('ends of winner lists', count * endsBytes),
    capacity,
    listsBytes,
    endsBytes,
  };
}

function lowerInputGradient(node: Node, channelLists: ChannelLists, context: LoweringContext): void {
  const [x, , winners, gy] = node.inputs as [Value, Value, Value, Value];
  const gx = node.outputs[0]!;
  const { needsInputGradient } = node.attributes as ConvReluPoolGradientAttributes;
  const { windows, rows, columns, cin, cout } = blockSizes(x, gy);
  const { imageStride, rowStride } = haloedLayout(x.shape);
  const gyLayout = context.layoutOf(gy);
  const table = context.lasting('windows', windowTable(x, rows, columns, gyLayout));
  const { codes } = context.kept<KeptWinners>(winners);
  const filters = needsInputGradient ? packFilterRows(node, context) : undefined;
  const imageBytes = windows * (8 * pad4(cout) + 24);
  const group = Math.max(1, Math.floor(LIST_BYTES / imageBytes));
  context.needScratch(imageBytes * Math.min(group, context.shards[0]!.rows));
  const flops = node.operation.flops(node.inputs, node.outputs, node.attributes) / 2;
  context.perShard(flops, ({ index, start, rows: images }) => {
    const zero: Call = {
      kernel: 'fillZero',
      args: [context.image(gx, start, 'write'), 4 * images * imageStride],
    };
    const call: Call = {
      kernel: 'convReluPoolInputGradient',
      args: [
        at(codes, 'read', (start * windows * pad4(cout)) / 4),
        context.image(gy, start, 'read'),
        4 * gyLayout.imageStride,
        at(table, 'read'),
        windows,
        images,
        4 * imageStride,
        4 * rowStride,
        cin,
        cout,
        at(channelLists.lists, 'write', (index * channelLists.listsBytes) / 4),
        channelLists.capacity,
        at(channelLists.ends, 'write', (index * channelLists.endsBytes) / 4),
        filters ? at(filters, 'read') : 0,
        filters ? context.image(gx, start, 'update') : 0,
        group,
      ],
    };
    return filters ? [zero, call] : [call];
  });
}

/** The filters as rows [K][3][3·⌈C/4⌉·4], once a step. */
function packFilterRows(node: Node, context: LoweringContext): Storage {
  const w = node.inputs[1]!;
  const [, , cin, cout] = w.shape as [number, number, number, number];
  const filters = context.temporary('filter rows', 36 * pad4(cin) * cout);
  context.tasks(
    0,
    channelRanges(cout, 4, 16).map(([from, to]): Call[] => [
      { kernel: 'packFilterRows', args: [context.read(w), at(filters, 'write'), cin, cout, from, to] },
    ]),
  );
  return filters;
}

function lowerFilterGradient(node: Node, channelLists: ChannelLists, context: LoweringContext): void {
  const [x, w] = node.inputs as [Value, Value];
  const [, gw, gb] = node.outputs as [Value, Value, Value];
  const [, , cin, cout] = w.shape as [number, number, number, number];
  const { imageStride, rowStride } = haloedLayout(x.shape);
  context.needScratch(144 * pad4(cin));
  const flops = node.operation.flops(node.inputs, node.outputs, node.attributes) / 2;
  context.tasks(
    flops,
    channelRanges(cout, 4, 16).map(([from, to]): Call[] => [
      {
        kernel: 'convReluPoolFilterGradient',
        args: [
          context.haloedImage(x, 0),
          4 * imageStride * context.shards[0]!.rows,
          4 * rowStride,
          at(channelLists.lists, 'read'),
          channelLists.listsBytes,
          channelLists.capacity,
          at(channelLists.ends, 'read'),
          channelLists.endsBytes,
          context.shards.length,
          cin,
          cout,
          context.write(gw),
          context.write(gb),
          from,
          to,
        ],
      },
    ]),
  );
}
