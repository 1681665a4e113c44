// What the page's script finds in the page, beside the numbers in its tables.

/** In the element `report-data`, as JSON. */
export interface PageData {
  readonly categories: readonly string[];
  /** Categories in the order of the matrix. */
  readonly order: readonly number[];
  /** Sets of drawings by key: places among the embedded ones. */
  readonly sets: Readonly<Record<string, readonly number[]>>;
}

/**
 * Arrays in elements of their own, `data-<name>`: little-endian, deflated, base64. Drawings are sorted by their category,
 * then by what they were taken for, then by how sure the network was, the surest first.
 */
export interface PageArrays {
  /** The confusion matrix, [classes, classes]. */
  readonly counts: Uint32Array;
  /** Category of each embedded drawing, [N]. */
  readonly truths: Uint16Array;
  /** What it was taken for, [N]. */
  readonly predictions: Uint16Array;
  /** Probability of that in thousandths, [N]. */
  readonly sureness: Uint16Array;
  /** Probability of the category in thousandths, [N]. */
  readonly labelProbabilities: Uint16Array;
  /** Content hashes: the names of drawings, [N]. */
  readonly hashes: BigUint64Array;
  /** Ink from 0 to 15, two pixels a byte, the left one in the high half, [N, 392]. */
  readonly bitmaps: Uint8Array;
}

export const arrayTypes = {
  counts: Uint32Array,
  truths: Uint16Array,
  predictions: Uint16Array,
  sureness: Uint16Array,
  labelProbabilities: Uint16Array,
  hashes: BigUint64Array,
  bitmaps: Uint8Array,
} as const satisfies Record<keyof PageArrays, unknown>;

/** Bytes of an embedded drawing. */
export const PACKED_BYTES = 392;
