import type { ConvNormReluPoolGradientAttributes } from '../../fused/conv-norm-relu-pool-gradient.ts';
import type { Node, Value } from '../../graph.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import { haloedLayout, type Storage } from '../storage.ts';
import { at } from './addresses.ts';
import { imageArguments, type KeptNorm, MOST_TASKS } from './conv-norm-relu-pool.ts';
import { drawingNormBackward } from './drawing-norm.ts';
import { channelRanges, pad4 } from './pooled-windows.ts';
import { flopsOf } from './ranges.ts';
import { makeSpectra, type Spectra, spectraArguments, transformOf } from './spectra.ts';

/** Gradients through norm, ReLU and pool, and both of the spectral convolution. */
export const convNormReluPoolGradient: Lowering = {
  haloedInputs: () => [0, 5],
  alwaysHaloed: ({ attributes }) => (wantsInputGradient(attributes) ? [0] : []),
  lower(node, context) {
    const [x] = node.inputs as [Value];
    if (haloedLayout(x).channels === 1) drawingNormBackward(node, context);
    else spectralBackward(node, context);
  },
};

const wantsInputGradient = (attributes: unknown) =>
  (attributes as ConvNormReluPoolGradientAttributes).needsInputGradient;

function spectralBackward(node: Node, context: LoweringContext): void {
  const [x, , , , y] = node.inputs as [Value, Value, Value, Value, Value];
  const [images, side] = x.shape as [number, number];
  const kept = context.kept<KeptNorm>(y);
  const coefficients = normGradients(node, side, kept, context);
  const channels = y.shape[3]!;
  const gradient = makeSpectra(context, 'spectra of the gradient', {
    side,
    rows: images,
    channels,
  });
  transformGradient(node, side, kept, coefficients, gradient, context);
  if (wantsInputGradient(node.attributes)) inputGradient(node, side, kept, gradient, context);
  filterGradient(node, side, kept, gradient, context);
}

/** The pooled output's gradient as it lies if its channels fill vectors, else in a padded copy. */
function pooledGradient(node: Node, context: LoweringContext) {
  const gy = node.inputs[5]!;
  const lies = context.layoutOf(gy);
  const layout = lies.channels % 4 === 0 ? lies : haloedLayout(gy);
  const addressOf = (image: number) =>
    layout === lies ? context.image(gy, image, 'read') : context.haloedImage(gy, image);
  return (image: number) => imageArguments(addressOf(image), layout);
}

/** Gradients by gamma and beta, and the coefficients of the gradient by the convolution. */
function normGradients(node: Node, side: number, kept: KeptNorm, context: LoweringContext): Storage {
  const [x, , gamma, , y] = node.inputs as [Value, Value, Value, Value, Value];
  const [, , ggamma, gbeta] = node.outputs as [Value, Value, Value, Value];
  const [, mean, variance] = y.node!.outputs as [Value, Value, Value];
  const [, half, , cout] = y.shape as [number, number, number, number];
  const { epsilon } = node.attributes as ConvNormReluPoolGradientAttributes;
  const images = x.shape[0]!;
  const padded = pad4(cout);
  const gradientAt = pooledGradient(node, context);
  const sums = context.temporary("images' sums", 8 * images * padded);
  const coefficients = context.temporary('coefficients', 12 * padded);
  context.perShard(0, ({ start, rows }) => [
    {
      kernel: 'normReluPoolSums',
      args: [
        ...gradientAt(start),
        half,
        rows,
        padded,
        cout,
        at(kept.codes, 'read', (start * half * half * padded) / 4),
        at(kept.winners, 'read', start * half * half * padded),
        context.read(mean),
        at(sums, 'write', 2 * start * padded),
      ],
    },
  ]);
  const tasks = channelRanges(padded / 4, 1, MOST_TASKS).map(([from, to]): Call[] => [
    {
      kernel: 'pooledNormGradient',
      args: [
        at(sums, 'read'),
        images,
        side * side,
        padded,
        cout,
        context.read(gamma),
        context.read(mean),
        context.read(variance),
        epsilon,
        context.write(ggamma),
        context.write(gbeta),
        at(coefficients, 'write'),
        from,
        to,
      ],
    },
  ]);
  context.tasks(0, tasks);
  return coefficients;
}

function transformGradient(
  node: Node,
  side: number,
  kept: KeptNorm,
  coefficients: Storage,
  gradient: Spectra,
  context: LoweringContext,
): void {
  const [, half, , cout] = node.inputs[4]!.shape as [number, number, number, number];
  const padded = pad4(cout);
  const gradientAt = pooledGradient(node, context);
  context.perShard(0, ({ start, rows }) => [
    {
      kernel: `spectralNormGradient${transformOf(side).points}`,
      args: [
        at(kept.z, 'read', start * side * side * padded),
        ...gradientAt(start),
        at(kept.codes, 'read', (start * half * half * padded) / 4),
        at(coefficients, 'read'),
        rows,
        padded,
        ...spectraArguments(gradient, 'write', start),
      ],
    },
  ]);
}

function inputGradient(
  node: Node,
  side: number,
  kept: KeptNorm,
  gradient: Spectra,
  context: LoweringContext,
): void {
  const [x, w] = node.inputs as [Value, Value];
  const [gx] = node.outputs as [Value];
  const [, , cin, cout] = w.shape as [number, number, number, number];
  const images = x.shape[0]!;
  const { points, reals, values } = transformOf(side);
  const product = makeSpectra(context, "spectra of the input's gradient", {
    side,
    rows: images,
    channels: cin,
  });
  const tasks = channelRanges(values, 1, MOST_TASKS).map(([from, to]): Call[] => [
    {
      kernel: 'spectralMultiplyTransposed',
      args: [
        ...spectraArguments(gradient, 'read'),
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
  context.tasks(flopsOf(node) / 2, tasks);
  const layout = context.layoutOf(gx);
  context.perShard(0, ({ start, rows }) => [
    {
      kernel: `spectralInverse${points}`,
      args: [
        ...spectraArguments(product, 'read', start),
        rows,
        pad4(cin),
        0,
        0,
        ...imageArguments(context.image(gx, start, 'write'), layout),
      ],
    },
  ]);
}

function filterGradient(
  node: Node,
  side: number,
  kept: KeptNorm,
  gradient: Spectra,
  context: LoweringContext,
): void {
  const [x, w] = node.inputs as [Value, Value];
  const gw = node.outputs[1]!;
  const [, , cin, cout] = w.shape as [number, number, number, number];
  const images = x.shape[0]!;
  const { points, reals, values } = transformOf(side);
  const product = makeSpectra(context, "spectra of the filters' gradient", {
    side,
    rows: pad4(cin),
    channels: cout,
  });
  context.needScratch(Math.min(images, 128) * (12 * (pad4(cin) + pad4(cout)) + 256));
  const products = channelRanges(values, 1, MOST_TASKS).map(([from, to]): Call[] => [
    {
      kernel: 'spectralMultiplyColumns',
      args: [
        ...spectraArguments(kept.input, 'read'),
        ...spectraArguments(gradient, 'read'),
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
  context.tasks(flopsOf(node) / 2, products);
  const inverses = channelRanges(cin, 4, MOST_TASKS).map(([from, to]): Call[] => [
    {
      kernel: `spectralWeightGradient${points}x3`,
      args: [...spectraArguments(product, 'read'), context.write(gw), cin, cout, from, to],
    },
  ]);
  context.tasks(0, inverses);
}
