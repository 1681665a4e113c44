import type { SplitOfBin } from './binned-rows.ts';
import { constantTree, type Tree } from './tree.ts';

const NODE = 8;
const LEAF = 3;
/** Missing values, of which there are none, would go left. */
const DEFAULT_LEFT = 2;

/** float64 numbers of a tree that the kernel growTrees writes. */
export const grownTreeLength = (numLeaves: number): number => 1 + NODE * (numLeaves - 1) + LEAF * numLeaves;

/** Reads a tree off what the kernel growTrees wrote (kernels/tree-grow.ts has the layout). A tree of one leaf is constant 0. */
export function readGrownTree(
  numbers: Float64Array,
  { numLeaves, learningRate, rows }: { numLeaves: number; learningRate: number; rows: number },
  splitOfBin: SplitOfBin,
): Tree {
  const leaves = numbers[0]!;
  if (leaves === 1) return constantTree(0, rows);
  const nodes = leaves - 1;
  const ofNodes = (field: number) =>
    Float64Array.from({ length: nodes }, (_, node) => numbers[1 + NODE * node + field]!);
  const firstLeaf = 1 + NODE * (numLeaves - 1);
  const ofLeaves = (field: number) =>
    Float64Array.from({ length: leaves }, (_, leaf) => numbers[firstLeaf + LEAF * leaf + field]!);
  const bins = ofNodes(0);
  const features = ofNodes(7);
  const found = Array.from({ length: nodes }, (_, node) => splitOfBin(features[node]!, bins[node]!));
  return {
    splitFeature: Int32Array.from(found, ({ pixel }) => pixel),
    threshold: Float64Array.from(found, ({ threshold }) => threshold),
    decisionType: new Uint8Array(nodes).fill(DEFAULT_LEFT),
    leftChild: Int32Array.from(ofNodes(1)),
    rightChild: Int32Array.from(ofNodes(2)),
    splitGain: ofNodes(3),
    internalValue: ofNodes(4),
    internalWeight: ofNodes(5),
    internalCount: ofNodes(6),
    leafValue: ofLeaves(0),
    leafWeight: ofLeaves(1),
    leafCount: ofLeaves(2),
    shrinkage: learningRate,
  };
}
