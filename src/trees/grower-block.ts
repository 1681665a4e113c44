import { layOut } from './memory-layout.ts';
import type { TreeOptions } from './options.ts';

const HEADER_WORDS = 12;
const LEAF_BYTES = 104;
/** Classes whose roots are listed together. */
const CLASS_BLOCK = 4;
/** Most bins of a feature. */
const FEATURE_BINS = 256;
/** Bytes of an entry of a leaf's list: number of the bin and two float64 sums. */
const ENTRY_BYTES = 20;
/** Lists of so many leaves with all bins, or of fewer rows' worth in many more, fit the pool unless the options say otherwise. */
const DEFAULT_LISTS = 8 + CLASS_BLOCK - 1;

export interface GrowerSizes {
  readonly rows: number;
  readonly features: number;
  readonly bins: number;
}

/** The block `Grower` of kernels/tree-memory.ts: bytes and header. */
export function growerBlock(
  { rows, features, bins }: GrowerSizes,
  { numLeaves, histogramPoolSize }: Pick<TreeOptions, 'numLeaves' | 'histogramPoolSize'>,
): { bytes: number; header: Uint32Array } {
  // The root's list has to fit; behind the pool there is room for one feature's list and an entry that is written but not kept.
  const wanted =
    histogramPoolSize < 0
      ? DEFAULT_LISTS * (bins + 1)
      : Math.floor((histogramPoolSize * 2 ** 20) / ENTRY_BYTES);
  const listEntries = Math.max(bins + 1, wanted);
  const slack = FEATURE_BINS + 1;
  const leaves = numLeaves + CLASS_BLOCK;
  const { offsets, bytes } = layOut(4 * HEADER_WORDS, [
    8 * CLASS_BLOCK * rows,
    16 * CLASS_BLOCK * FEATURE_BINS,
    16 * rows,
    4 * rows,
    4 * rows + 4,
    16 * bins,
    LEAF_BYTES * leaves,
    4 * leaves * features,
    leaves * features,
    4 * (listEntries + slack),
    16 * (listEntries + slack),
  ]);
  return { bytes, header: Uint32Array.of(...offsets, listEntries) };
}
