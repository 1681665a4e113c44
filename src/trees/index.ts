export { TreeModel } from './model.ts';
export { defaultTreeOptions, type TreeOptions } from './options.ts';
export { readLightGbmModel } from './text/read-model.ts';
export { writeLightGbmModel } from './text/write-model.ts';
export {
  type RoundMetrics,
  type TrainedTrees,
  type TrainTreesRequest,
  trainTrees,
} from './train-trees.ts';
export type { Tree } from './tree.ts';
