import { PIXELS } from '../drawing.ts';
import type { TreeModel } from '../model.ts';
import type { Tree } from '../tree.ts';
import { formatExact, formatShort } from './number-format.ts';

/**
 * A model in LightGBM's text format, version 4 (src/boosting/gbdt_model_text.cpp, src/io/tree.cpp there): `lightgbm.Booster(model_file=…)`
 * reads it.
 */
export function writeLightGbmModel(model: TreeModel): string {
  const trees = model.trees.map((tree, index) => `Tree=${index}\n${writeTree(tree)}\n`);
  const header = [
    'tree',
    'version=v4',
    `num_class=${model.classes}`,
    `num_tree_per_iteration=${model.classes}`,
    'label_index=0',
    `max_feature_idx=${PIXELS - 1}`,
    `objective=multiclass num_class:${model.classes}`,
    `feature_names=${model.featureNames.join(' ')}`,
    `feature_infos=${model.featureInfos.join(' ')}`,
    `tree_sizes=${trees.map(tree => tree.length).join(' ')}`,
  ];
  const parameters = [...model.parameters].map(([name, value]) => `[${name}: ${value}]`);
  return [
    `${header.join('\n')}\n\n${trees.join('')}end of trees\n`,
    `feature_importances:\n${writeImportances(model)}`,
    `parameters:\n${parameters.join('\n')}\n\nend of parameters\n`,
    'pandas_categorical:null\n',
  ].join('\n');
}

function writeTree(tree: Tree): string {
  const list = (values: Iterable<number>, format: (value: number) => string = String) =>
    Array.from(values, format).join(' ');
  return [
    `num_leaves=${tree.leafValue.length}`,
    'num_cat=0',
    `split_feature=${list(tree.splitFeature)}`,
    `split_gain=${list(tree.splitGain, formatShort)}`,
    `threshold=${list(tree.threshold, formatExact)}`,
    `decision_type=${list(tree.decisionType)}`,
    `left_child=${list(tree.leftChild)}`,
    `right_child=${list(tree.rightChild)}`,
    `leaf_value=${list(tree.leafValue, formatExact)}`,
    `leaf_weight=${list(tree.leafWeight, formatExact)}`,
    `leaf_count=${list(tree.leafCount)}`,
    `internal_value=${list(tree.internalValue, formatShort)}`,
    `internal_weight=${list(tree.internalWeight, formatShort)}`,
    `internal_count=${list(tree.internalCount)}`,
    'is_linear=0',
    `shrinkage=${formatShort(tree.shrinkage)}`,
    '\n',
  ].join('\n');
}

/** Pixels that splits ask for, the most asked for first. */
function writeImportances(model: TreeModel): string {
  return Array.from(model.featureImportance('split'), (count, pixel) => ({ count, pixel }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.pixel - b.pixel)
    .map(({ count, pixel }) => `${model.featureNames[pixel]}=${count}\n`)
    .join('');
}
