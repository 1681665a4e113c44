import type { BinnedRows } from './binned-rows.ts';
import type { TreeOptions } from './options.ts';

/** What a model trained here says of its pixels and settings in LightGBM's words. */
export function describeModel(
  { ranges }: BinnedRows,
  classes: number,
  options: TreeOptions,
): { featureInfos: string[]; parameters: Map<string, string> } {
  const featureInfos = ranges.map(range => (range ? `[${range[0]}:${range[1]}]` : 'none'));
  const parameters: Record<string, string | number> = {
    boosting: 'gbdt',
    objective: 'multiclass',
    metric: 'multi_logloss',
    num_iterations: options.rounds,
    learning_rate: options.learningRate,
    num_leaves: options.numLeaves,
    seed: options.seed,
    histogram_pool_size: options.histogramPoolSize,
    max_depth: options.maxDepth,
    min_data_in_leaf: options.minDataInLeaf,
    min_sum_hessian_in_leaf: options.minSumHessianInLeaf,
    bagging_fraction: options.baggingFraction,
    bagging_freq: options.baggingFreq,
    feature_fraction: options.featureFraction,
    early_stopping_round: options.earlyStoppingRounds,
    lambda_l1: options.lambdaL1,
    lambda_l2: options.lambdaL2,
    min_gain_to_split: options.minGainToSplit,
    max_bin: options.maxBin,
    min_data_in_bin: options.minDataInBin,
    num_class: classes,
    boost_from_average: Number(options.boostFromAverage),
  };
  return {
    featureInfos,
    parameters: new Map(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
  };
}
