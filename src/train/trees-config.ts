import { z } from 'zod';
import { defaultTreeOptions, type TreeOptions } from '../trees/index.ts';
import { count, drawingsShape, seed } from './drawings-config.ts';

const usual = defaultTreeOptions;
const amount = z.number().min(0);
const share = z.number().gt(0).max(1);

/** Everything that decides what boosted trees compute, with LightGBM's defaults. */
export const treesConfigSchema = z.strictObject({
  ...drawingsShape,

  model: z.literal('gbdt'),
  /** Most rounds of boosting; each grows a tree for each category. */
  rounds: count.max(1_000_000).default(usual.rounds),
  /** Most leaves of a tree. */
  leaves: z.int().min(2).max(131_072).default(usual.numLeaves),
  learningRate: z.number().gt(0).default(usual.learningRate),
  /** Fewest drawings of a leaf, estimated from hessians as LightGBM does. */
  minDataInLeaf: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(usual.minDataInLeaf),
  minSumHessianInLeaf: amount.default(usual.minSumHessianInLeaf),
  lambdaL1: amount.default(usual.lambdaL1),
  lambdaL2: amount.default(usual.lambdaL2),
  /** Share of the pixels that a tree may ask for. */
  featureFraction: share.default(usual.featureFraction),
  /** Share of the drawings that a round grows its trees on, drawn anew for each round (LightGBM's bagging_freq is 1). */
  baggingFraction: share.default(usual.baggingFraction),
  /** Most bins of a pixel. */
  maxBin: z.int().min(2).max(256).default(usual.maxBin),

  /**
   * Rounds without a better validation loss before it stops; the rounds up to the best one are kept. 0: never stops early
   * and keeps all rounds, as LightGBM without early_stopping_round.
   */
  patience: z.int().min(0).default(0),

  /** Of the shares of pixels and drawings. */
  seed: seed.default(1),
  /** Of the split. */
  splitSeed: seed.default(1),
  /** Null: one a core. The result does not depend on it. */
  threads: count.max(256).nullable().default(null),
  /** Trees look at all drawings in each round: all are loaded. */
  memory: z.null().default(null),
});

export type TreesConfig = z.output<typeof treesConfigSchema>;

/** A configuration of which anything but the model may be left out. */
export type TreesOptions = z.input<typeof treesConfigSchema>;

/** What `trainTrees` is told. */
export function treeOptions(config: TreesConfig): Partial<TreeOptions> {
  const { leaves, learningRate, minDataInLeaf, minSumHessianInLeaf, lambdaL1, lambdaL2 } = config;
  const { featureFraction, baggingFraction, maxBin, seed } = config;
  return {
    numLeaves: leaves,
    learningRate,
    minDataInLeaf,
    minSumHessianInLeaf,
    lambdaL1,
    lambdaL2,
    featureFraction,
    baggingFraction,
    baggingFreq: baggingFraction < 1 ? 1 : 0,
    maxBin,
    seed,
  };
}
