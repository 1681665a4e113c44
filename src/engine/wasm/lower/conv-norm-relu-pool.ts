import type { Node, Value } from '../../graph.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Argument, Call } from '../schedule.ts';
import { type Address, haloedLayout, type ImageLayout, type Storage } from '../storage.ts';
import { at } from './addresses.ts';
import { drawingNormForward } from './drawing-norm.ts';
import { channelRanges, pad4 } from './pooled-windows.ts';
import { flopsOf } from './ranges.ts';
import { makeSpectra, type Spectra, spectraArguments, transformOf } from './spectra.ts';

/** What the forward pass leaves for the backward one. */
export interface KeptNorm {
  /** Spectra of the input. */
  readonly input: Spectra;
  /** Spectra of the filters. */
  readonly filters: Spectra;
  /** The convolution, [N, side, side, ⌈K/4⌉·4]. */
  readonly z: Storage;
  /** [N][windows][⌈K/4⌉·4] bytes: the winner's place in each window, or dead. */
  readonly codes: Storage;
  /** The winners' values of z. */
  readonly winners: Storage;
}

/** Tasks of one dispatch at most. */
export const MOST_TASKS = 16;

/** conv 3×3 same by Fourier transforms of whole images, batch norm, ReLU, 2×2 max-pool: kernels/spectral-*.ts, kernels/pooled-norm.ts. */
export const convNormReluPool: Lowering = {
  haloedInputs: () => [0],
  haloedOutputs: () => [0],
  alwaysHaloed: ({ outputs }) => (outputs[0]!.shape[3]! % 4 === 0 ? [] : [0]),
  lower(node, context) {
    const [x] = node.inputs as [Value];
    if (haloedLayout(x).channels === 1) drawingNormForward(node, context);
    else spectralForward(node, context);
  },
};

function spectralForward(node: Node, context: LoweringContext): void {
  const [x] = node.inputs as [Value];
  const [y] = node.outputs as [Value];
  const [images, side, , cin] = x.shape as [number, number, number, number];
  const [, half, , cout] = y.shape as [number, number, number, number];
  const padded = pad4(cout);
  const kept = context.keep<KeptNorm>(y, {
    input: makeSpectra(context, 'spectra of the input', { side, rows: images, channels: cin }),
    filters: makeSpectra(context, 'spectra of the filters', {
      side,
      rows: pad4(cin),
      channels: cout,
    }),
    z: context.temporary('convolution', 4 * images * side * side * padded),
    codes: context.temporary('winners', images * half * half * padded),
    winners: context.temporary("winners' values", 4 * images * half * half * padded),
  });
  const product = makeSpectra(context, 'spectra of the output', {
    side,
    rows: images,
    channels: cout,
  });
  transformFilters(node, side, kept.filters, context);
  transformInput(x, side, kept.input, context);
  multiply(node, side, kept, product, context);
  normalizeAndPool(node, side, kept, product, context);
}

function transformFilters(node: Node, side: number, filters: Spectra, context: LoweringContext): void {
  const w = node.inputs[1]!;
  const [, , cin, cout] = w.shape as [number, number, number, number];
  const { points } = transformOf(side);
  const tasks = channelRanges(pad4(cin), 4, MOST_TASKS).map(([from, to]): Call[] => [
    {
      kernel: `spectralWeights${points}x3`,
      args: [context.read(w), cin, cout, ...spectraArguments(filters, 'write'), from, to],
    },
  ]);
  context.tasks(0, tasks);
}

function transformInput(x: Value, side: number, input: Spectra, context: LoweringContext): void {
  const { points } = transformOf(side);
  const layout = haloedLayout(x);
  context.perShard(0, ({ start, rows }) => [
    {
      kernel: `spectralForward${points}`,
      args: [
        ...imageArguments(context.haloedImage(x, start), layout),
        rows,
        layout.channels,
        ...spectraArguments(input, 'write', start),
      ],
    },
  ]);
}

function multiply(
  node: Node,
  side: number,
  kept: KeptNorm,
  product: Spectra,
  context: LoweringContext,
): void {
  const [images, , , cin] = node.inputs[0]!.shape as [number, number, number, number];
  const cout = node.inputs[1]!.shape[3]!;
  const { reals, values } = transformOf(side);
  const tasks = channelRanges(values, 1, MOST_TASKS).map(([from, to]): Call[] => [
    {
      kernel: 'spectralMultiply',
      args: [
        ...spectraArguments(kept.input, 'read'),
        ...spectraArguments(kept.filters, 'read'),
        ...spectraArguments(product, 'write'),
        images,
        pad4(cin),
        pad4(cout),
        reals,
        from,
        to,
      ],
    },
  ]);
  context.tasks(flopsOf(node), tasks);
}

function normalizeAndPool(
  node: Node,
  side: number,
  kept: KeptNorm,
  product: Spectra,
  context: LoweringContext,
): void {
  const [x, , gamma, beta] = node.inputs as [Value, Value, Value, Value];
  const [y, mean, variance] = node.outputs as [Value, Value, Value];
  const [, half, , cout] = y.shape as [number, number, number, number];
  const { epsilon } = node.attributes as { epsilon: number };
  const padded = pad4(cout);
  const images = x.shape[0]!;
  const { points } = transformOf(side);
  const moments = context.temporary('moments', 8 * images * padded);
  const affine = context.temporary('normalization', 8 * padded);
  const zImage = side * side * padded;
  context.perShard(0, ({ start, rows }) => [
    {
      kernel: `spectralInverseMoments${points}`,
      args: [
        ...spectraArguments(product, 'read', start),
        rows,
        padded,
        at(kept.z, 'write', start * zImage),
        at(moments, 'write', 2 * start * padded),
      ],
    },
  ]);
  const statistics = channelRanges(padded / 4, 1, MOST_TASKS).map(([from, to]): Call[] => [
    {
      kernel: 'pooledNorm',
      args: [
        at(moments, 'read'),
        images,
        side * side,
        padded,
        cout,
        context.read(gamma),
        context.read(beta),
        epsilon,
        context.write(mean),
        context.write(variance),
        at(affine, 'write'),
        from,
        to,
      ],
    },
  ]);
  context.tasks(0, statistics);
  const layout = context.layoutOf(y);
  context.perShard(0, ({ start, rows }) => [
    {
      kernel: 'normReluPool',
      args: [
        at(kept.z, 'read', start * zImage),
        side,
        rows,
        padded,
        at(affine, 'read'),
        ...imageArguments(context.image(y, start, 'write'), layout),
        at(kept.codes, 'write', (start * half * half * padded) / 4),
        at(kept.winners, 'write', start * half * half * padded),
      ],
    },
  ]);
}

/** An image by the address of its pixel (0, 0) and its strides in elements, as the spectral kernels take it. */
export function imageArguments(image: Address, layout: ImageLayout): Argument[] {
  const { origin, imageStride, rowStride, channels } = layout;
  return [{ ...image, offset: image.offset + 4 * origin }, imageStride, rowStride, channels];
}
