import type { Node, Value } from '../../graph.ts';
import { sizeOf } from '../../shape.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { Call } from '../schedule.ts';
import type { Storage } from '../storage.ts';
import { at } from './addresses.ts';
import { cutRange, flopsOf, type Range, rowSize } from './ranges.ts';

/**
 * The rows of x [..., C] (all axes but the last), cut in parts with sums of their own: shards, or tasks where nothing is
 * batched. kernels/channel-norm.ts works on parts.
 */
class ChannelParts {
  readonly channels: number;
  readonly count: number;
  /** Float64 sums of all parts. */
  readonly sums: Storage;
  private readonly context: LoweringContext;
  private readonly rowsPerImage: number | undefined;
  private readonly ranges: readonly Range[];

  constructor(x: Value, batched: boolean, context: LoweringContext) {
    this.channels = x.shape.at(-1)!;
    this.context = context;
    this.rowsPerImage = batched ? rowSize(x) / this.channels : undefined;
    this.ranges = cutRange(sizeOf(x.shape) / this.channels, { weight: this.channels });
    this.count = batched ? context.shards.length : this.ranges.length;
    this.sums = context.temporary('sums of channels', 4 * this.count * this.wordsPerPart);
  }

  private get wordsPerPart(): number {
    return 4 * this.padded;
  }

  /** Channels filled up to whole vectors. */
  get padded(): number {
    return 4 * Math.ceil(this.channels / 4);
  }

  /** Emits a call for each part, given its rows, its first element and the place of its sums. */
  forEach(flops: number, call: (rows: Range, element: number, sums: ReturnType<typeof at>) => Call): void {
    const make = (rows: Range, part: number) => [
      call(rows, rows.start * this.channels, at(this.sums, 'write', part * this.wordsPerPart)),
    ];
    const perImage = this.rowsPerImage;
    if (perImage === undefined) this.context.tasks(flops, this.ranges.map(make));
    else
      this.context.perShard(flops, ({ index, start, rows }) =>
        make({ start: start * perImage, count: rows * perImage }, index),
      );
  }
}

const epsilonOf = (node: Node): number => (node.attributes as { epsilon: number }).epsilon;

/** Sums of x and x² a part, then the moments, then y. */
export const batchNorm: Lowering = {
  lower(node, context) {
    const [x, gamma, beta] = node.inputs as [Value, Value, Value];
    const [y, mean, variance] = node.outputs as [Value, Value, Value];
    const parts = new ChannelParts(x, y.batched, context);
    const { channels } = parts;
    parts.forEach(0, (rows, element, sums) => ({
      kernel: 'channelSums',
      args: [context.read(x, element), sums, rows.count, channels],
    }));
    const moments: Call = {
      kernel: 'channelMoments',
      args: [
        at(parts.sums, 'read'),
        parts.count,
        sizeOf(x.shape) / channels,
        channels,
        context.write(mean),
        context.write(variance),
      ],
    };
    context.tasks(0, [[moments]]);
    context.needScratch(4 * parts.padded);
    parts.forEach(flopsOf(node), (rows, element) => ({
      kernel: 'normalizeChannels',
      args: [
        context.read(x, element),
        context.write(y, element),
        rows.count,
        channels,
        ...[mean, variance, gamma, beta].map(value => context.read(value)),
        epsilonOf(node),
      ],
    }));
  },
};

/** Sums of gy and gy · (x − mean) a part, then the channels' gradients, then dx. */
export const batchNormGradient: Lowering = {
  lower(node, context) {
    const [x, gamma, mean, variance, gy] = node.inputs as [Value, Value, Value, Value, Value];
    const [dx, dgamma, dbeta] = node.outputs as [Value, Value, Value];
    const parts = new ChannelParts(x, dx.batched, context);
    const { channels } = parts;
    const coefficients = context.temporary('coefficients', 4 * 3 * parts.padded);
    parts.forEach(0, (rows, element, sums) => ({
      kernel: 'channelGradientSums',
      args: [
        context.read(x, element),
        context.read(gy, element),
        context.read(mean),
        sums,
        rows.count,
        channels,
      ],
    }));
    const gradients: Call = {
      kernel: 'channelGradients',
      args: [
        at(parts.sums, 'read'),
        parts.count,
        sizeOf(x.shape) / channels,
        channels,
        context.read(gamma),
        context.read(variance),
        epsilonOf(node),
        context.write(dgamma),
        context.write(dbeta),
        at(coefficients, 'write'),
      ],
    };
    context.tasks(0, [[gradients]]);
    parts.forEach(flopsOf(node), (rows, element) => ({
      kernel: 'normalizeGradient',
      args: [
        context.read(x, element),
        context.read(gy, element),
        context.read(mean),
        at(coefficients, 'read'),
        context.write(dx, element),
        rows.count,
        channels,
      ],
    }));
  },
};
