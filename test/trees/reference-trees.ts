import type { LabeledDrawings } from '../../src/nn/index.ts';
import type { Tree, TreeOptions } from '../../src/trees/index.ts';

/** Rows of a leaf, sums of their derivatives, and what its best split gains. */
interface Leaf {
  readonly rows: readonly number[];
  readonly gradient: number;
  readonly hessian: number;
  readonly bestGain: number;
  /** Pixels whose split would gain. As in LightGBM only these are looked at below the leaf. */
  readonly pixels: readonly number[];
}

/**
 * Goes through the splits of class `k`'s tree in the order in which they were made, and says for each what it gained and what the best of all
 * splits of all leaves would have gained, in plain loops and float64, from the definitions alone: every threshold between two values that
 * rows have is tried for every pixel, without histograms. So it is right where each value is a bin of its own. Also the values of the
 * leaves, row by row, and what a further split would gain. `scores` is float64 [N, classes], what the tree was grown on.
 */
export function followTree(
  tree: Tree,
  { bitmaps, labels }: LabeledDrawings,
  { k, classes, scores }: { k: number; classes: number; scores: Float64Array },
  options: TreeOptions,
): { gains: number[]; bestGains: number[]; furtherGain: number; values: Float64Array } {
  const { gradients, hessians } = derivatives(scores, labels, classes, k);
  const add = (rows: readonly number[]) => ({
    rows,
    gradient: rows.reduce((sum, row) => sum + gradients[row]!, 0),
    hessian: rows.reduce((sum, row) => sum + hessians[row]!, 0),
  });
  const makeLeaf = (rows: readonly number[], pixels: readonly number[]): Leaf => {
    const sums = add(rows);
    const gains = pixels.map(pixel => bestGain(pixel, sums, bitmaps, add, options));
    return {
      ...sums,
      bestGain: Math.max(0, ...gains),
      pixels: pixels.filter((_, at) => gains[at]! > options.minGainToSplit),
    };
  };
  const all = Array.from(labels, (_, row) => row);
  // By the number of the node or leaf (as a child is told) that it becomes.
  const leaves = new Map([[tree.splitFeature.length > 0 ? 0 : -1, makeLeaf(all, [...Array(784).keys()])]]);
  const bestGains: number[] = [];
  const best = () => Math.max(...[...leaves.values()].map(leaf => leaf.bestGain));
  tree.splitFeature.forEach((pixel, node) => {
    bestGains.push(best());
    const { rows, pixels } = leaves.get(node)!;
    const isLeft = (row: number) => bitmaps[784 * row + pixel]! <= tree.threshold[node]!;
    leaves.delete(node);
    const isRight = (row: number) => !isLeft(row);
    leaves.set(tree.leftChild[node]!, makeLeaf(rows.filter(isLeft), pixels));
    leaves.set(tree.rightChild[node]!, makeLeaf(rows.filter(isRight), pixels));
  });
  const values = new Float64Array(labels.length);
  for (const { rows, gradient, hessian } of leaves.values())
    for (const row of rows) values[row] = (-gradient / (hessian + options.lambdaL2)) * options.learningRate;
  return { gains: [...tree.splitGain], bestGains, furtherGain: best(), values };
}

function derivatives(scores: Float64Array, labels: Int32Array, classes: number, k: number) {
  const probability = (row: number) => {
    const own = Array.from({ length: classes }, (_, j) => Math.exp(scores[classes * row + j]!));
    return own[k]! / own.reduce((sum, power) => sum + power, 0);
  };
  const p = Float64Array.from(labels, (_, row) => probability(row));
  return {
    gradients: p.map((value, row) => value - Number(labels[row] === k)),
    hessians: p.map(value => (classes / (classes - 1)) * value * (1 - value)),
  };
}

type Sums = Pick<Leaf, 'rows' | 'gradient' | 'hessian'>;

function bestGain(
  pixel: number,
  { rows, gradient, hessian }: Sums,
  bitmaps: Uint8Array,
  add: (rows: readonly number[]) => Sums,
  { minDataInLeaf, minSumHessianInLeaf, lambdaL2 }: TreeOptions,
): number {
  const score = (g: number, h: number) => g ** 2 / (h + lambdaL2);
  let best = 0;
  const inkOf = (row: number) => bitmaps[784 * row + pixel]!;
  for (const value of new Set(rows.map(inkOf))) {
    const right = add(rows.filter(row => inkOf(row) >= value));
    const left = add(rows.filter(row => inkOf(row) < value));
    if (Math.min(left.rows.length, right.rows.length) < minDataInLeaf) continue;
    if (Math.min(left.hessian, right.hessian) < minSumHessianInLeaf) continue;
    const both = score(left.gradient, left.hessian) + score(right.gradient, right.hessian);
    best = Math.max(best, both - score(gradient, hessian));
  }
  return best;
}
