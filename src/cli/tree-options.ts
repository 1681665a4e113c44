import { UsageError } from '../errors.ts';
import type { TreesOptions } from '../train/index.ts';
import { flagName } from './flag-name.ts';
import { integer, number } from './parameter.ts';

const most = 2 ** 31 - 1;

/** What only trees have; the defaults are those of their configuration's schema. */
export const treeOptions = {
  rounds: integer({
    min: 1,
    max: 1_000_000,
    description: 'gbdt: most rounds, a tree a category each (default: 100)',
  }),
  leaves: integer({ min: 2, max: 131_072, description: 'gbdt: most leaves of a tree (default: 31)' }),
  minDataInLeaf: integer({ min: 0, max: most, description: 'gbdt: fewest drawings of a leaf (default: 20)' }),
  minSumHessianInLeaf: number({
    min: 0,
    description: 'gbdt: smallest sum of hessians of a leaf (default: 0.001)',
  }),
  lambdaL1: number({ min: 0, description: 'gbdt: L1 penalty of leaves (default: 0)' }),
  lambdaL2: number({ min: 0, description: 'gbdt: L2 penalty of leaves (default: 0)' }),
  featureFraction: number({
    min: 1e-6,
    max: 1,
    description: 'gbdt: share of the pixels a tree may ask for (default: 1)',
  }),
  baggingFraction: number({
    min: 1e-6,
    max: 1,
    description: 'gbdt: share of the drawings that each round draws (default: 1)',
  }),
  maxBin: integer({ min: 2, max: 256, description: 'gbdt: most bins of a pixel (default: 255)' }),
} as const;

/** Options of networks that trees have, too. */
const SHARED = new Set([
  ...['data', 'categories', 'perCategory', 'train', 'validation', 'test', 'exclude', 'splitSeed'],
  ...['learningRate', 'patience', 'seed', 'threads'],
  ...Object.keys(treeOptions),
]);

/**
 * What was said about a run of trees, as the configuration has it.
 * @throws UsageError for what only networks have.
 */
export function treesOptionsFrom(said: Readonly<Record<string, unknown>>): TreesOptions {
  const given = Object.entries(said).filter(([, value]) => value !== undefined);
  const foreign = given.find(([key]) => !SHARED.has(key))?.[0];
  if (foreign === 'memory')
    throw new UsageError('Trees look at all drawings in each round: there is no --memory for them.', {
      hint: 'Take fewer drawings (--per-category, --categories), or train a network.',
    });
  if (foreign !== undefined)
    throw new UsageError(`Trees (gbdt) have no ${flagName(foreign)}: it is an option of networks.`, {
      hint: `Theirs are ${Object.keys(treeOptions).map(flagName).join(', ')}.`,
    });
  return { ...Object.fromEntries(given), model: 'gbdt' } as TreesOptions;
}

/** @throws UsageError for what only trees have. */
export function refuseTreeOptions(model: string, said: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(treeOptions).find(key => said[key] !== undefined);
  if (name === undefined) return;
  throw new UsageError(`A network (${model}) has no ${flagName(name)}: it is an option of trees.`, {
    hint: 'Boosted trees are trained with `qdl train gbdt`.',
  });
}
