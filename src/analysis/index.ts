export {
  type BootstrapOptions,
  basicInterval,
  bootstrapReplicates,
  percentileInterval,
  quantile,
} from './bootstrap.ts';
export { expectedCalibrationError } from './calibration-error.ts';
export { type ClassScores, classScores } from './class-scores.ts';
export {
  confidenceThresholds,
  confidentClasses,
  confidentJoint,
  estimateLabelNoise,
  type LabelNoise,
} from './confident-joint.ts';
export {
  type ConfusedPair,
  confusedPairs,
  type MutualConfusion,
  mutualConfusions,
} from './confused-pairs.ts';
export { type ConfusionMatrix, confusionMatrix, countCorrect, supportOf } from './confusion.ts';
export { type Direction, directionBetween, directionOf } from './direction.ts';
export { drawingLosses } from './drawing-losses.ts';
export {
  type EffectiveComplexity,
  effectiveComplexity,
  predictedPeak,
  type TrainErrorsBySamples,
} from './effective-complexity.ts';
export { agglomerate, type Cluster, type Linkage } from './hierarchical-clustering.ts';
export { type InkExtremes, type InkLimits, inkExtremes, inkShares } from './ink.ts';
export { interpolationThreshold, type TrainErrors } from './interpolation-threshold.ts';
export { type Interval, wilsonInterval } from './intervals.ts';
export { type DescentCurves, type DescentVerdict, judgeDescent, nearestToPeak } from './judge-descent.ts';
export { type LabelIssue, type LabelIssueOptions, labelIssues } from './label-issues.ts';
export { confusionNoise, injectLabelNoise, symmetricNoise } from './label-noise.ts';
export {
  confidenceWeightedEntropy,
  type LabelScore,
  labelQuality,
  likeliestOthers,
  normalizedMargin,
  selfConfidence,
} from './label-quality.ts';
export type { LabeledPredictions } from './labeled-predictions.ts';
export { type LinearTrend, linearTrend } from './linear-trend.ts';
export { type Estimate, type MeanEstimate, meanInterval, pairedDifference } from './mean-interval.ts';
export { brierScore, negativeLogLikelihood } from './proper-scores.ts';
export { type PruneMethod, pruneLabels } from './prune-labels.ts';
export { type PrecisionRecallPoint, pointAtRecall, precisionRecallCurve } from './ranked-precision.ts';
export { labelRanks, meanAveragePrecision, type TopKAccuracy, topKAccuracies } from './ranking.ts';
export {
  type Binning,
  type Confidences,
  type ReliabilityBin,
  type ReliabilityOptions,
  reliabilityCurve,
  topConfidences,
} from './reliability.ts';
export { largestFirst, percentileBand, smallestFirst } from './row-order.ts';
export { seriate } from './seriation.ts';
export { shareDifference } from './share-difference.ts';
export { countedSimilarity, neighborSimilarity, type Similarity, softSimilarity } from './similarity.ts';
export { studentQuantile } from './student-t.ts';
export { type GroupedAccuracy, groupedAccuracy, synonymGroups } from './synonym-groups.ts';
export { applyTemperature, fitTemperature } from './temperature.ts';
export { countInTop, predictedClasses, topClasses } from './top-k.ts';
