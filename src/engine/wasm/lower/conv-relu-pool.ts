import type { Node, Value } from '../../graph.ts';
import type { Lowering, LoweringContext, Shard } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import type { Storage } from '../storage.ts';
import { at } from './addresses.ts';
import {
  type BlockGeometry,
  blockGeometry,
  channelRanges,
  pad4,
  pixelTable,
  planeStride,
} from './pooled-windows.ts';

/** Bytes of transformed patches and products that a group of tiles should take: a part of a second-level cache. */
const GROUP_BYTES = 240 * 1024;
/** Rows of a register tile of `gemm`: groups are multiples of it. */
const TILE_ROWS = 4;

/** What the forward pass leaves for the backward one. */
export interface KeptWinners {
  /** [N][windows][⌈K/4⌉·4] bytes: the winner's place in each window, or dead. */
  readonly codes: Storage;
}

/** conv 3×3 same, bias, ReLU, 2×2 max-pool: kernels/winograd.ts, and kernels/drawings.ts for images of one channel. */
export const convReluPool: Lowering = {
  haloedInputs: () => [0],
  haloedOutputs: () => [0],
  lower(node, context) {
    const [x] = node.inputs as [Value];
    const [y, winners] = node.outputs as [Value, Value];
    const geometry = blockGeometry(x, y, context);
    const codes = context.temporary('winners', x.shape[0]! * geometry.codeImage);
    context.keep<KeptWinners>(winners, { codes });
    const makeCall = geometry.isDrawing
      ? drawingsCall(node, geometry, codes, context)
      : winogradCall(node, geometry, codes, context);
    const flops = node.operation.flops(node.inputs, node.outputs, node.attributes);
    context.perShard(flops, shard => [makeCall(shard)]);
  },
};

/** Arguments that both kernels begin with. */
function firstArguments(node: Node, geometry: BlockGeometry, codes: Storage, context: LoweringContext) {
  const [x] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  const layout = context.layoutOf(y);
  const pixels = pixelTable(y, layout, context);
  return ({ start }: Shard) => [
    context.haloedImage(x, start),
    geometry.xImage,
    geometry.xRow,
    at(geometry.patches, 'read'),
    context.image(y, start, 'write'),
    4 * layout.imageStride,
    at(pixels, 'read'),
    at(codes, 'write', (start * geometry.codeImage) / 4),
  ];
}

function drawingsCall(
  node: Node,
  geometry: BlockGeometry,
  codes: Storage,
  context: LoweringContext,
): (shard: Shard) => Call {
  const [, w, bias] = node.inputs as [Value, Value, Value];
  const { cout, windows } = geometry;
  const first = firstArguments(node, geometry, codes, context);
  context.needScratch(24 * windows + 48 * pad4(cout) + 256);
  return shard => ({
    kernel: 'convReluPoolDrawings',
    args: [...first(shard), context.read(w), context.read(bias), cout, windows, shard.rows],
  });
}

function winogradCall(
  node: Node,
  geometry: BlockGeometry,
  codes: Storage,
  context: LoweringContext,
): (shard: Shard) => Call {
  const bias = node.inputs[2]!;
  const { cin, cout, windows } = geometry;
  const columns = node.outputs[0]!.shape[2]!;
  // Tiles of more than one window need the transform at 6 points along an axis.
  const points = windows > 1 ? 6 : 4;
  const filters = transformFilters(node, points, context);
  const first = firstArguments(node, geometry, codes, context);
  const group = tilesInGroup(cin, cout, points);
  const planes = planeStride(4 * group * pad4(cin)) + planeStride(4 * group * pad4(cout));
  context.needScratch(36 * group + points ** 2 * planes + 768);
  return shard => ({
    kernel: 'convReluPool',
    args: [
      ...first(shard),
      at(filters, 'read'),
      points,
      context.read(bias),
      cin,
      cout,
      windows,
      columns,
      shard.rows,
      group,
    ],
  });
}

/** Tiles that go through the transforms and products together. */
function tilesInGroup(cin: number, cout: number, points: number): number {
  const tileBytes = points ** 2 * 4 * (pad4(cin) + pad4(cout));
  const registerTiles = Math.floor(GROUP_BYTES / tileBytes / TILE_ROWS);
  return TILE_ROWS * Math.min(24, Math.max(3, registerTiles));
}

/** U = G g Gᵀ at points², once a step. */
function transformFilters(node: Node, points: number, context: LoweringContext): Storage {
  const w = node.inputs[1]!;
  const [, , cin, cout] = w.shape as [number, number, number, number];
  const vectors = Math.ceil(cout / 4);
  const filters = context.temporary('filters', points ** 2 * planeStride(16 * vectors * cin));
  const tasks = channelRanges(vectors, 2, 16).map(([from, to]): Call[] => [
    {
      kernel: 'winogradFilters',
      args: [context.read(w), at(filters, 'write'), points, cin, cout, from, to],
    },
  ]);
  context.tasks(0, tasks);
  return filters;
}
