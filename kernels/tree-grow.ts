// Growing a tree leaf by leaf: always the leaf whose best split gains most (LightGBM's serial_tree_learner.cpp).
import { EPSILON, leafOutput, openSearch } from './tree-split';
import { CLASS_BLOCK, Grower, Leaf, LEAF_BYTES, Rows, Settings, leafAt, within } from './tree-memory';
import { fillGradients, takeGradients } from './tree-gradients';
import { listRoots } from './tree-roots';
import { splitSiblings } from './tree-histogram';

// A grown tree, all f64: [leaves, (numLeaves − 1) nodes, numLeaves leaves].
const NODE_BYTES: usize = 64; // first bin on the right, left child, right child (~leaf for leaves), gain, value, weight, count, feature
const LEAF_RESULT_BYTES: usize = 24; // value, weight, count

/** Makes `root` a leaf of all rows in the bag, whose gradients add up to `total`. */
function start(root: Leaf, rowsInBag: u32, total: v128, settings: Settings): void {
  memory.fill(changetype<usize>(root), 0, LEAF_BYTES);
  root.count = rowsInBag;
  root.parent = -1;
  root.gradient = f64x2.extract_lane(total, 0);
  root.hessian = f64x2.extract_lane(total, 1);
  root.output = leafOutput(root.gradient, root.hessian, settings);
  openSearch(root, settings);
}

// @ts-ignore: decorator
@inline
function maySplit(leaf: Leaf, settings: Settings): bool {
  if (<f64>leaf.count < 2 * settings.minDataInLeaf) return false;
  return settings.maxDepth <= 0 || <f64>leaf.depth < settings.maxDepth;
}

function bestLeaf(grower: Grower, leaves: u32): u32 {
  let best: u32 = 0;
  for (let index: u32 = 1; index < leaves; index++) {
    const leaf = leafAt(grower, index);
    const champion = leafAt(grower, best);
    if (leaf.gain > champion.gain || (leaf.gain == champion.gain && leaf.feature < champion.feature)) best = index;
  }
  return best;
}

/** Puts the rows of `leaf` whose pixel is at most the cut first, in their old order, the others behind them. Returns how many are first. */
function partition(rows: Rows, grower: Grower, leaf: Leaf): u32 {
  const cut = load<u8>(within(rows, rows.cuts) + leaf.bin);
  const column = within(rows, rows.columns) + <usize>leaf.feature * rows.count;
  const order = within(grower, grower.order) + (<usize>leaf.start << 2);
  const moved = within(grower, grower.moved);
  let left: u32 = 0;
  let right: u32 = 0;
  for (let i: u32 = 0; i < leaf.count; i++) {
    const row = load<u32>(order + (<usize>i << 2));
    const goesRight = u32(load<u8>(column + row) > cut);
    store<u32>(order + (<usize>left << 2), row);
    store<u32>(moved + (<usize>right << 2), row);
    left += 1 - goesRight;
    right += goesRight;
  }
  memory.copy(order + (<usize>left << 2), moved, <usize>right << 2);
  return left;
}

function writeNode(tree: usize, node: u32, leafIndex: u32, newIndex: u32, leaf: Leaf, learningRate: f64, minGainToSplit: f64): void {
  const place = tree + 8 + node * NODE_BYTES;
  if (leaf.parent >= 0) store<f64>(tree + 8 + leaf.parent * NODE_BYTES + (leaf.isRight ? 16 : 8), node);
  store<f64>(place, leaf.bin);
  store<f64>(place, <f64>~<i32>leafIndex, 8);
  store<f64>(place, <f64>~<i32>newIndex, 16);
  store<f64>(place, leaf.gain + minGainToSplit, 24);
  store<f64>(place, leaf.output * learningRate, 32);
  store<f64>(place, leaf.hessian, 40);
  store<f64>(place, leaf.count, 48);
  store<f64>(place, leaf.feature, 56);
}

/** Divides leaf `index`; its right part becomes leaf `newIndex`. */
function split(rows: Rows, grower: Grower, settings: Settings, index: u32, newIndex: u32): void {
  const left = leafAt(grower, index);
  const right = leafAt(grower, newIndex);
  const leftRows = partition(rows, grower, left);
  memory.copy(changetype<usize>(right), changetype<usize>(left), LEAF_BYTES);
  right.start = left.start + leftRows;
  right.count = left.count - leftRows;
  right.gradient = left.rightGradient;
  right.hessian = left.rightHessian;
  right.isRight = 1;
  left.count = leftRows;
  left.gradient -= right.gradient;
  left.hessian -= right.hessian;
  left.isRight = 0;
  left.parent = right.parent = newIndex - 1;
  left.depth = right.depth = left.depth + 1;
  left.output = leafOutput(left.gradient, left.hessian + EPSILON, settings);
  right.output = leafOutput(right.gradient, right.hessian + EPSILON, settings);
  openSearch(left, settings);
  openSearch(right, settings);
}

/** Gives leaf `to` the live features of leaf `from`, and the ends of their parts of its list. */
function copyFeatures(rows: Rows, grower: Grower, from: u32, to: u32): void {
  const features = <usize>rows.features;
  const alive = within(grower, grower.alive);
  const ends = within(grower, grower.ends);
  memory.copy(alive + to * features, alive + from * features, features);
  memory.copy(ends + ((to * features) << 2), ends + ((from * features) << 2), features << 2);
}

/** Finds the best splits of leaves `left` and `right` = new leaf. The larger one inherits the list of sums. */
function prepareSiblings(rows: Rows, grower: Grower, settings: Settings, left: u32, right: u32, top: u32): u32 {
  const leftIsSmall = leafAt(grower, left).count < leafAt(grower, right).count;
  const small = leftIsSmall ? left : right;
  const large = leftIsSmall ? right : left;
  if (large != left) copyFeatures(rows, grower, left, large);
  return splitSiblings(
    rows, grower, settings, small, large, maySplit(leafAt(grower, small), settings), maySplit(leafAt(grower, large), settings), top,
  );
}

/** Grows a tree of the rows in `order`, whose root is leaf 0 and listed. Returns its number of leaves. */
function grow(rows: Rows, grower: Grower, settings: Settings, tree: usize): u32 {
  let top = load<u32>(within(grower, grower.ends) + (<usize>(rows.features - 1) << 2));
  const limit = <u32>settings.numLeaves;
  let leaves: u32 = 1;
  while (leaves < limit) {
    const index = bestLeaf(grower, leaves);
    const leaf = leafAt(grower, index);
    if (!(leaf.gain > 0)) break;
    writeNode(tree, leaves - 1, index, leaves, leaf, settings.learningRate, settings.minGainToSplit);
    split(rows, grower, settings, index, leaves);
    leaves += 1;
    if (leaves < limit) top = prepareSiblings(rows, grower, settings, index, leaves - 1, top);
  }
  return leaves;
}

/** Writes the leaves' results and adds their values to the scores of their rows. */
function finish(grower: Grower, settings: Settings, leaves: u32, results: usize, scores: usize): void {
  const order = within(grower, grower.order);
  for (let index: u32 = 0; index < leaves; index++) {
    const leaf = leafAt(grower, index);
    const value = leaf.output * settings.learningRate;
    const place = results + index * LEAF_RESULT_BYTES;
    store<f64>(place, value);
    store<f64>(place, leaf.hessian, 8);
    store<f64>(place, leaf.count, 16);
    for (let i = leaf.start; i < leaf.start + leaf.count; i++) {
      const score = scores + (<usize>load<u32>(order + (<usize>i << 2)) << 3);
      store<f64>(score, load<f64>(score) + value);
    }
  }
}

/** Adds the tree's values to the scores of rows that took no part in growing it. */
function scoreOthers(rows: Rows, tree: usize, results: usize, others: usize, count: u32, scores: usize): void {
  const cuts = within(rows, rows.cuts);
  const columns = within(rows, rows.columns);
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(others + (<usize>i << 2));
    let node: i32 = 0;
    while (node >= 0) {
      const place = tree + 8 + node * NODE_BYTES;
      const pixel = load<u8>(columns + <usize>load<f64>(place, 56) * rows.count + row);
      const isRight = pixel > load<u8>(cuts + <usize>load<f64>(place));
      node = <i32>(isRight ? load<f64>(place, 16) : load<f64>(place, 8));
    }
    const score = scores + (<usize>row << 3);
    store<f64>(score, load<f64>(score) + load<f64>(results + <usize>~node * LEAF_RESULT_BYTES));
  }
}

/** How many classes a grower takes of `rest`: as many as have room for their roots' lists, fewer toward the end, so that all finish together. */
function blockSize(rows: Rows, grower: Grower, settings: Settings, rest: u32): u32 {
  const room = min(CLASS_BLOCK, grower.listEntries / (rows.bins + 1));
  const growers = <u32>settings.growers;
  return min(room, (rest + growers - 1) / growers);
}

/** Fills the gradients of the classes first…first + count − 1 and lists their roots, which are the leaves behind those of the tree that grows. */
function prepareRoots(
  rows: Rows, grower: Grower, settings: Settings, scores: usize, labels: usize, softmax: usize,
  bag: usize, features: usize, trainable: usize, first: u32, count: u32,
): void {
  const firstLeaf = <u32>settings.numLeaves;
  const alive = within(grower, grower.alive) + <usize>firstLeaf * rows.features;
  const inBag = load<u32>(bag);
  memory.copy(alive, features + <usize>first * rows.features, <usize>count * rows.features);
  for (let slot: u32 = 0; slot < count; slot++) {
    const k = first + slot;
    const root = leafAt(grower, firstLeaf + slot);
    root.listed = 0;
    if (load<u8>(trainable + k)) {
      const total = fillGradients(scores, labels, softmax, grower, rows, bag + 4, inBag, <u32>settings.classes, k, slot);
      start(root, inBag, total, settings);
      root.listed = u32(rows.features > 0 && maySplit(root, settings));
    }
    if (!root.listed) memory.fill(alive + <usize>slot * rows.features, 0, rows.features);
  }
  listRoots(rows, grower, settings, firstLeaf, count);
}

/**
 * Grows a tree for each class, and adds it to the scores. Classes are taken, some at a time, from the counter `next` that all growers share.
 * `bag`: u32[1 + rows], the number of rows to grow on, these rows, the others. `features`: u8[classes, features], 1 where a tree may split.
 * `trees`: f64[classes, 1 + 8 (numLeaves − 1) + 3 numLeaves].
 */
export function growTrees(
  rowsBlock: usize, settingsBlock: usize, growerBlock: usize, scores: usize, labels: usize, softmax: usize,
  bag: usize, features: usize, trainable: usize, trees: usize, next: usize,
): void {
  const rows = changetype<Rows>(rowsBlock);
  const settings = changetype<Settings>(settingsBlock);
  const grower = changetype<Grower>(growerBlock);
  const classes = <u32>settings.classes;
  const limit = <u32>settings.numLeaves;
  const treeBytes = 8 + (limit - 1) * NODE_BYTES + limit * LEAF_RESULT_BYTES;
  const inBag = load<u32>(bag);
  const others = bag + 4 + (<usize>inBag << 2);
  let first = atomic.load<u32>(next);
  while (first < classes) {
    const count = blockSize(rows, grower, settings, classes - first);
    const seen = atomic.cmpxchg<u32>(next, first, first + count);
    if (seen != first) {
      first = seen;
      continue;
    }
    prepareRoots(rows, grower, settings, scores, labels, softmax, bag, features, trainable, first, count);
    // The last class first: its list ends where the pool is free.
    for (let slot = <i32>count - 1; slot >= 0; slot--) {
      const k = first + slot;
      const tree = trees + k * treeBytes;
      const results = tree + 8 + (limit - 1) * NODE_BYTES;
      const classScores = scores + ((<usize>k * rows.count) << 3);
      let leaves: u32 = 1;
      if (leafAt(grower, limit + slot).listed) {
        memory.copy(within(grower, grower.order), bag + 4, <usize>inBag << 2);
        memory.copy(changetype<usize>(leafAt(grower, 0)), changetype<usize>(leafAt(grower, limit + slot)), LEAF_BYTES);
        copyFeatures(rows, grower, limit + slot, 0);
        takeGradients(grower, rows, slot);
        leaves = grow(rows, grower, settings, tree);
      }
      store<f64>(tree, leaves);
      if (leaves == 1) continue;
      finish(grower, settings, leaves, results, classScores);
      scoreOthers(rows, tree, results, others, rows.count - inBag, classScores);
    }
    first = atomic.load<u32>(next);
  }
}
