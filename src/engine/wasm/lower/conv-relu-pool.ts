import type { Node, Value } from '../../graph.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { haloedLayout, type Storage } from '../storage.ts';
import { at } from './addresses.ts';
import { blockSizes, channelRanges, pad4, windowTable } from './pooled-windows.ts';

/** Bytes of V and M that a group of windows should take: half a second-level cache. */
const GROUP_BYTES = 160 * 1024;
/** Rows of a register tile of `gemm`: groups are multiples of it. */
const TILE_ROWS = 6;

/** As `planeStride` of the kernels: an odd number of cache lines. */
const planeStride = (bytes: number): number => 64 * (Math.ceil(bytes / 64) | 1);

/** What the forward pass leaves for the backward one. */
export interface KeptWinners {
  /** [N][windows][⌈K/4⌉·4] bytes: the winner's place in each window, or dead. */
  readonly codes: Storage;
}

/** conv 3×3 same, bias, ReLU, 2×2 max-pool by Winograd tiles that are the windows of the pool: kernels/winograd.ts. */
export const convReluPool: Lowering = {
  haloedInputs: () => [0],
  haloedOutputs: () => [0],
  lower(node, context) {
    const [x, , bias] = node.inputs as [Value, Value, Value];
    const [y, winners] = node.outputs as [Value, Value];
    const { windows, rows, columns, cin, cout } = blockSizes(x, y);
    const filters = transformFilters(node, context);
    const codes = context.temporary('winners', x.shape[0]! * windows * pad4(cout));
    context.keep<KeptWinners>(winners, { codes });
    const { imageStride, rowStride } = haloedLayout(x.shape);
    const layout = context.layoutOf(y);
    const table = context.lasting('windows', windowTable(x, rows, columns, layout));
    const group = windowsInGroup(cin, cout);
    context.needScratch(16 * group * (4 + pad4(cin) + pad4(cout)) * 4 + 4096);
    context.perShard(
      node.operation.flops(node.inputs, node.outputs, node.attributes),
      ({ start, rows: images }) => [
        {
          kernel: 'convReluPool',
          args: [
            context.haloedImage(x, start),
            4 * imageStride,
            4 * rowStride,
            at(table, 'read'),
            windows,
            images,
            context.image(y, start, 'write'),
            4 * layout.imageStride,
            at(codes, 'write', (start * windows * pad4(cout)) / 4),
            at(filters, 'read'),
            context.read(bias),
            cin,
            cout,
            group,
          ],
        },
      ],
    );
  },
};

/** Windows that go through the transforms and products together. */
function windowsInGroup(cin: number, cout: number): number {
  const bytes = 16 * 4 * (pad4(cin) + pad4(cout));
  const tiles = Math.floor(GROUP_BYTES / bytes / TILE_ROWS);
  return TILE_ROWS * Math.min(16, Math.max(2, tiles));
}

/** U = G g Gᵀ, once a step. */
function transformFilters(node: Node, context: LoweringContext): Storage {
  const w = node.inputs[1]!;
  const [, , cin, cout] = w.shape as [number, number, number, number];
  const vectors = Math.ceil(cout / 4);
  const filters = context.temporary('filters', 16 * planeStride(16 * vectors * cin));
  context.tasks(
    0,
    channelRanges(vectors, 2, 16).map(([from, to]): Call[] => [
      { kernel: 'winogradFilters', args: [context.read(w), at(filters, 'write'), cin, cout, from, to] },
    ]),
  );
  return filters;
}
