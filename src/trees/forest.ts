import { PIXELS } from './drawing.ts';
import type { Tree } from './tree.ts';

/** Drawings that one tree is asked about before the next tree is: few enough to stay in the cache. */
const BLOCK = 256;

const MISSING_IS_ZERO = 1;

/** A tree made ready for drawings of bytes: a split asks whether a pixel is at most a whole number. */
interface ByteTree {
  readonly pixel: Int32Array;
  readonly cut: Int16Array;
  /** 1: a pixel of 0 goes left. LightGBM may count zeros as missing and send them where their value would not go. */
  readonly zeroLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
}

function toByteTree(tree: Tree): ByteTree {
  const cut = Int16Array.from(tree.threshold, threshold =>
    Math.max(-1, Math.min(255, Math.floor(threshold))),
  );
  const zeroLeft = Uint8Array.from(tree.decisionType, (type, node) => {
    const defaultLeft = (type & 2) !== 0;
    return Number(((type >> 2) & 3) === MISSING_IS_ZERO ? defaultLeft : cut[node]! >= 0);
  });
  return {
    pixel: tree.splitFeature,
    cut,
    zeroLeft,
    left: tree.leftChild,
    right: tree.rightChild,
    value: tree.leafValue,
  };
}

function leafOf(tree: ByteTree, bitmaps: Uint8Array, start: number): number {
  if (tree.value.length === 1) return 0;
  let node = 0;
  while (node >= 0) {
    const value = bitmaps[start + tree.pixel[node]!]!;
    const goesLeft = value === 0 ? tree.zeroLeft[node] === 1 : value <= tree.cut[node]!;
    node = goesLeft ? tree.left[node]! : tree.right[node]!;
  }
  return ~node;
}

/**
 * Adds the trees' values to `scores` (float64 [N, classes]) of the drawings in `bitmaps` (uint8 [N, 784]), in the order of the rounds.
 * Trees come round by round, in a round class by class.
 */
export function addScores(
  trees: readonly Tree[],
  classes: number,
  bitmaps: Uint8Array,
  scores: Float64Array,
): void {
  const byteTrees = trees.map(toByteTree);
  const count = bitmaps.length / PIXELS;
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(count, from + BLOCK);
    byteTrees.forEach((tree, index) => {
      const k = index % classes;
      for (let row = from; row < to; row++)
        scores[classes * row + k]! += tree.value[leafOf(tree, bitmaps, PIXELS * row)]!;
    });
  }
}
