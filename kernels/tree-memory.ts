// What the kernels of gradient-boosted trees share: blocks of memory that the host lays out (src/trees/dataset-block.ts,
// src/trees/grower-block.ts). Places inside a block are byte offsets from its start, because the host does not know addresses.

/** The training rows. A bin's number says its place in a scan: features in order, in a feature the highest bin first, zeros' bin left out. */
// @ts-ignore: decorator
@unmanaged
export class Rows {
  count: u32;
  features: u32;
  bins: u32;
  /** u32[features + 1]: a feature's first bin. */
  featureStart: u32;
  /** Groups of features in order, each with so few bins that their sums fit a cache. */
  groups: u32;
  /** u32[groups + 1]: a group's first feature. */
  groupStart: u32;
  /** u32[groups, count + 1]: a row's first entry in `rowBins`. */
  rowStart: u32;
  /** u16[entries]: the bins of a row's pixels that are not zero, counted from the group's first, group by group. */
  rowBins: u32;
  /** u32[bins + 1]: a bin's first entry in `binRows`. */
  binStart: u32;
  /** u32[entries]: the rows of a bin. */
  binRows: u32;
  /** u8[bins]: largest pixel below the bin. */
  cuts: u32;
  /** u8[features, count]: pixels, feature by feature. */
  columns: u32;
}

/** Settings of a tree, by LightGBM's names. */
// @ts-ignore: decorator
@unmanaged
export class Settings {
  numLeaves: f64;
  /** 0: no limit. */
  maxDepth: f64;
  minDataInLeaf: f64;
  minSumHessianInLeaf: f64;
  lambdaL1: f64;
  lambdaL2: f64;
  minGainToSplit: f64;
  learningRate: f64;
  classes: f64;
  /** Growers that share the classes. */
  growers: f64;
}

/** Working memory of one grower, which grows one tree at a time. */
// @ts-ignore: decorator
@unmanaged
export class Grower {
  /** f32[rows, CLASS_BLOCK, 2]: gradient and hessian of the classes whose trees are next. */
  classGradients: u32;
  /** f64[256, CLASS_BLOCK, 2]: sums of one feature's bins for these classes. */
  classSums: u32;
  /** f64[rows, 2]: gradient and hessian of the class whose tree grows. */
  gradients: u32;
  /** u32[rows]: rows, leaf by leaf. */
  order: u32;
  /** u32[rows]: a second list while a leaf is divided. */
  moved: u32;
  /** f64[bins, 2], of which as many as a group has are used: sums of one leaf and group, zeros between uses. */
  dense: u32;
  /** Leaf[numLeaves + CLASS_BLOCK]: the leaves of the tree that grows, and the roots of those that are next; `ends` and `alive` likewise. */
  leaves: u32;
  /** u32[numLeaves + CLASS_BLOCK, features]: end of a feature's part of the leaf's list. */
  ends: u32;
  /** u8[numLeaves + CLASS_BLOCK, features]: 1 where a split may still be found. */
  alive: u32;
  /** u32[listEntries]: bins of the leaves' lists. */
  listBins: u32;
  /** f64[listEntries, 2]: their sums. */
  listSums: u32;
  listEntries: u32;
}

/** A leaf of the tree that grows. */
// @ts-ignore: decorator
@unmanaged
export class Leaf {
  /** Its part of `order`. */
  start: u32;
  count: u32;
  depth: u32;
  /** Its list of sums by bin; `listed` 0: none, the pool was full. */
  listStart: u32;
  listed: u32;
  /** Best split: first bin and feature; gain −∞ if there is none. */
  bin: u32;
  feature: u32;
  /** Its parent node, −1 for the root; `isRight` where it hangs there. */
  parent: i32;
  isRight: u32;
  padding: u32;
  gradient: f64;
  hessian: f64;
  output: f64;
  gain: f64;
  /** Sums right of the best split. */
  rightGradient: f64;
  rightHessian: f64;
  /** What the split's two sides have to beat: the leaf's own T(G)² / (H + λ₂) and the least gain. */
  threshold: f64;
  /** Rows of the leaf over its hessian. */
  rowsPerHessian: f64;
}

export const LEAF_BYTES: usize = 104;

/** Most classes whose roots are listed together. */
export const CLASS_BLOCK: u32 = 4;

// @ts-ignore: decorator
@inline
export function leafAt(grower: Grower, index: u32): Leaf {
  return changetype<Leaf>(changetype<usize>(grower) + grower.leaves + index * LEAF_BYTES);
}

/** Address of what lies `offset` bytes behind the start of `block`. */
// @ts-ignore: decorator
@inline
export function within<T>(block: T, offset: u32): usize {
  return changetype<usize>(block) + offset;
}

/** A group's first feature; of the number of groups: the number of features. */
// @ts-ignore: decorator
@inline
export function firstFeature(rows: Rows, group: u32): u32 {
  return load<u32>(within(rows, rows.groupStart) + (<usize>group << 2));
}

/** A feature's first bin; of the number of features: the number of bins. */
// @ts-ignore: decorator
@inline
export function firstBin(rows: Rows, feature: u32): u32 {
  return load<u32>(within(rows, rows.featureStart) + (<usize>feature << 2));
}

/** Where a group's part of `rowStart` is. */
// @ts-ignore: decorator
@inline
export function rowStartOf(rows: Rows, group: u32): usize {
  return within(rows, rows.rowStart) + ((<usize>group * (rows.count + 1)) << 2);
}
