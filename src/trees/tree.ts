/**
 * A decision tree as LightGBM writes it. Inner nodes are numbered in the order in which they were made, node 0 is the root; a child ≥ 0 is an
 * inner node, a child < 0 is leaf −1 − child. `leafValue` has the learning rate in it. Arrays of nodes have `leafValue.length − 1` entries.
 */
export interface Tree {
  /** Pixel, 0…783. */
  readonly splitFeature: Int32Array;
  readonly splitGain: Float64Array;
  /** Rows whose pixel is at most this go left. */
  readonly threshold: Float64Array;
  /** Bit 1: missing values go left; bits 2–3: what counts as missing (0 nothing, 1 zero, 2 NaN). Bit 0, a split by category, is never set. */
  readonly decisionType: Uint8Array;
  readonly leftChild: Int32Array;
  readonly rightChild: Int32Array;
  readonly leafValue: Float64Array;
  /** Sum of hessians. */
  readonly leafWeight: Float64Array;
  /** Rows. */
  readonly leafCount: Float64Array;
  readonly internalValue: Float64Array;
  readonly internalWeight: Float64Array;
  readonly internalCount: Float64Array;
  readonly shrinkage: number;
}

/** A tree that says the same to all drawings. */
export function constantTree(value: number, rows: number): Tree {
  const none = new Float64Array(0);
  return {
    splitFeature: new Int32Array(0),
    splitGain: none,
    threshold: none,
    decisionType: new Uint8Array(0),
    leftChild: new Int32Array(0),
    rightChild: new Int32Array(0),
    leafValue: Float64Array.of(value),
    leafWeight: none,
    leafCount: Float64Array.of(rows),
    internalValue: none,
    internalWeight: none,
    internalCount: none,
    shrinkage: 1,
  };
}

/** The tree with `bias` added to all its values, as LightGBM keeps the starting score in the first trees. */
export function addBias(tree: Tree, bias: number): Tree {
  if (bias === 0) return tree;
  const shifted = (values: Float64Array) => values.map(value => value + bias);
  return {
    ...tree,
    leafValue: shifted(tree.leafValue),
    internalValue: shifted(tree.internalValue),
    shrinkage: 1,
  };
}
