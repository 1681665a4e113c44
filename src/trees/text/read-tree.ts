import { PIXELS } from '../drawing.ts';
import { constantTree, type Tree } from '../tree.ts';
import type { TextFields } from './text-fields.ts';

const MOST_LEAVES = 131_072;
const CATEGORICAL = 1;

/** Reads a tree off its lines. Throws a DataError where they are no tree, or one of a kind that is not supported. */
export function readTree(fields: TextFields): Tree {
  const leaves = fields.whole('num_leaves', 1, MOST_LEAVES);
  if (fields.whole('num_cat', 0, MOST_LEAVES) > 0) throw categorical(fields);
  if (fields.has('is_linear') && fields.whole('is_linear', 0, 1) === 1)
    throw fields.fault('has linear leaves, which are not supported', 'train with linear_tree=false');
  const leafValue = fields.numbers('leaf_value', leaves);
  if (!leafValue.every(Number.isFinite)) throw fields.fault('has a leaf_value that is not finite');
  const shrinkage = fields.has('shrinkage') ? fields.numbers('shrinkage', 1)[0]! : 1;
  if (leaves === 1)
    return { ...constantTree(leafValue[0]!, optional(fields, 'leaf_count', 1)[0]!), shrinkage };
  const nodes = leaves - 1;
  const tree: Tree = {
    splitFeature: fields.wholes('split_feature', nodes, 0, PIXELS - 1),
    splitGain: optional(fields, 'split_gain', nodes),
    threshold: fields.numbers('threshold', nodes),
    decisionType: Uint8Array.from(fields.wholes('decision_type', nodes, 0, 15)),
    leftChild: fields.wholes('left_child', nodes, -leaves, nodes - 1),
    rightChild: fields.wholes('right_child', nodes, -leaves, nodes - 1),
    leafValue,
    leafWeight: optional(fields, 'leaf_weight', leaves),
    leafCount: optional(fields, 'leaf_count', leaves),
    internalValue: optional(fields, 'internal_value', nodes),
    internalWeight: optional(fields, 'internal_weight', nodes),
    internalCount: optional(fields, 'internal_count', nodes),
    shrinkage,
  };
  if (tree.decisionType.some(type => (type & CATEGORICAL) !== 0)) throw categorical(fields);
  if (tree.threshold.some(Number.isNaN)) throw fields.fault('has a threshold that is not a number');
  checkShape(tree, fields);
  return tree;
}

const categorical = (fields: TextFields) =>
  fields.fault(
    'splits by category, which is not supported',
    'train with pixels as numbers, without categorical_feature',
  );

/** Numbers that predictions do without; zeros where the file lacks them. */
function optional(fields: TextFields, name: string, count: number): Float64Array {
  return fields.has(name) && fields.words(name).length > 0
    ? fields.numbers(name, count)
    : new Float64Array(count);
}

/** Every node but the root and every leaf hangs at one place, below a node made before it; so no path is a circle. */
function checkShape({ leftChild, rightChild, leafValue }: Tree, fields: TextFields): void {
  const hangs = new Set<number>();
  for (let node = 0; node < leftChild.length; node++)
    for (const child of [leftChild[node]!, rightChild[node]!]) {
      if (hangs.has(child)) throw fields.fault(`has child ${child} twice`);
      if (child >= 0 && child <= node) throw fields.fault(`has node ${child} below node ${node}`);
      hangs.add(child);
    }
  if (hangs.size !== 2 * (leafValue.length - 1)) throw fields.fault('has parts that hang nowhere');
}
