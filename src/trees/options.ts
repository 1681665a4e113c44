import { UsageError } from '../errors.ts';

/** How trees are grown. Names, meaning and defaults are LightGBM's (num_leaves is `numLeaves`, and so on). */
export interface TreeOptions {
  /** Rounds of boosting; each grows a tree for each class. */
  rounds: number;
  /** Most leaves of a tree. */
  numLeaves: number;
  /** What a leaf's value is multiplied by. */
  learningRate: number;
  /** Fewest rows of a leaf, estimated from hessians as LightGBM does; 20. */
  minDataInLeaf: number;
  /** Smallest sum of hessians of a leaf. */
  minSumHessianInLeaf: number;
  lambdaL1: number;
  lambdaL2: number;
  minGainToSplit: number;
  /** Most splits between root and leaf; 0 or less: no limit. */
  maxDepth: number;
  /** Share of the pixels that a tree may split by, drawn for each tree. */
  featureFraction: number;
  /** Share of the rows that trees grow on, drawn anew every `baggingFreq` rounds; 0: always all rows. */
  baggingFraction: number;
  baggingFreq: number;
  /** Most bins of a pixel, zero's included. */
  maxBin: number;
  /** Fewest rows of a bin. */
  minDataInBin: number;
  /** Start from the logarithms of the classes' shares instead of from 0. */
  boostFromAverage: boolean;
  /** Stop when the validation loss has not fallen for so many rounds; 0: never. */
  earlyStoppingRounds: number;
  /** Memory for the sums of leaves, for each thread, in MiB; less makes it slower, never different. −1: enough for most. */
  histogramPoolSize: number;
  seed: number;
}

export const defaultTreeOptions: TreeOptions = {
  rounds: 100,
  numLeaves: 31,
  learningRate: 0.1,
  minDataInLeaf: 20,
  minSumHessianInLeaf: 1e-3,
  lambdaL1: 0,
  lambdaL2: 0,
  minGainToSplit: 0,
  maxDepth: -1,
  featureFraction: 1,
  baggingFraction: 1,
  baggingFreq: 0,
  maxBin: 255,
  minDataInBin: 3,
  boostFromAverage: true,
  earlyStoppingRounds: 0,
  histogramPoolSize: -1,
  seed: 0,
};

interface Range {
  readonly from: number;
  readonly to: number;
  readonly whole?: boolean;
  /** The lower end itself is not allowed. */
  readonly above?: boolean;
}

const count = (from: number, to = 2 ** 31 - 1): Range => ({ from, to, whole: true });
const amount: Range = { from: 0, to: Number.MAX_VALUE };
const share: Range = { from: 0, to: 1, above: true };

const ranges: Readonly<Record<Exclude<keyof TreeOptions, 'boostFromAverage'>, Range>> = {
  rounds: count(1),
  numLeaves: count(2, 131_072),
  learningRate: { ...amount, above: true },
  minDataInLeaf: count(0),
  minSumHessianInLeaf: amount,
  lambdaL1: amount,
  lambdaL2: amount,
  minGainToSplit: amount,
  maxDepth: count(-1),
  featureFraction: share,
  baggingFraction: share,
  baggingFreq: count(0),
  maxBin: count(2, 256),
  minDataInBin: count(1),
  earlyStoppingRounds: count(0),
  histogramPoolSize: { from: -1, to: 4096 },
  seed: count(0, Number.MAX_SAFE_INTEGER),
};

/** `options` with defaults for what is missing. Throws a UsageError that names the option whose value makes no sense. */
export function resolveTreeOptions(options: Partial<TreeOptions> = {}): TreeOptions {
  const resolved = { ...defaultTreeOptions, ...options };
  for (const [name, range] of Object.entries(ranges)) {
    const value = resolved[name as keyof typeof ranges];
    if (isWithin(value, range)) continue;
    const kind = range.whole ? 'a whole number' : 'a number';
    throw new UsageError(`${name} is ${value}, but it must be ${kind} ${describe(range)}`);
  }
  return resolved;
}

function isWithin(value: number, { from, to, whole, above }: Range): boolean {
  if (whole && !Number.isInteger(value)) return false;
  return (above ? value > from : value >= from) && value <= to;
}

function describe({ from, to, above }: Range): string {
  const lower = above ? `above ${from}` : `of at least ${from}`;
  return to >= 2 ** 31 - 1 ? lower : `${lower} and at most ${to}`;
}
