export type { LabeledDrawings } from './drawing.ts';
export { TreeModel } from './model.ts';
export { defaultTreeOptions, type TreeOptions } from './options.ts';
export {
  type RoundMetrics,
  type TrainedTrees,
  type TrainTreesRequest,
  trainTrees,
} from './train-trees.ts';
export type { Tree } from './tree.ts';
