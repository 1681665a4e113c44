// Which side a drawing is on, told by its bytes alone.
//
// h = XXH64 of the 784 bytes, seeded with the split seed. The lower half of h says the side, the upper half the
// order; the halves of XXH64 are independent. So a drawing stays on its side whatever else is loaded, equal
// drawings stay together, across categories too, and the first N of an order are the first N of any longer one.
// Drawings with the same upper half are ordered by the lower half: the order is that of h as a number.

import { UsageError } from '../errors.ts';
import { enumerate } from './enumerate.ts';

export const SIDES = ['train', 'validation', 'test'] as const;
export type Side = (typeof SIDES)[number];

/** Shares of the sides: 70 %, 15 %, 15 %. Counts come near them, not exactly to them. */
const TRAIN_BELOW = Math.floor(0.7 * 2 ** 32);
const VALIDATION_BELOW = Math.floor(0.85 * 2 ** 32);

/** Rows of each side, ascending. */
export type Split = Readonly<Record<Side, Uint32Array>>;

/** Exact numbers of drawings asked for; a side left out is taken whole. */
export type SideCounts = Readonly<Partial<Record<Side, number>>>;

/** Side of a drawing by the lower half of its h, as an index into SIDES. */
function sideOfLowerHalf(half: number): 0 | 1 | 2 {
  if (half < TRAIN_BELOW) return 0;
  return half < VALIDATION_BELOW ? 1 : 2;
}

/** The side of a drawing with key `h`. */
export function sideOf(key: bigint): Side {
  return SIDES[sideOfLowerHalf(Number(key & 0xffffffffn))];
}

/**
 * Splits rows 0…keys.length − 1.
 * @param keys h of each row.
 * @param counts exact numbers: the first of a side in the order of h are taken.
 * @throws UsageError if a side has fewer than asked for, or no drawing is left to train on.
 */
export function splitRows(keys: BigUint64Array, counts: SideCounts = {}): Split {
  const [trainRows, validationRows, testRows] = rowsBySide(keys);
  const split = {
    train: takeExactly('train', trainRows, keys, counts.train),
    validation: takeExactly('validation', validationRows, keys, counts.validation),
    test: takeExactly('test', testRows, keys, counts.test),
  };
  if (split.train.length === 0) {
    throw new UsageError(`There is nothing to train on: ${keys.length} drawings, none on the train side.`, {
      hint: 'Take more drawings or categories. About 70 % of the drawings are for training.',
    });
  }
  return split;
}

function rowsBySide(keys: BigUint64Array): [Uint32Array, Uint32Array, Uint32Array] {
  // Little-endian halves: millions of rows in milliseconds, where big integers would take seconds.
  const halves = new Uint32Array(keys.buffer, keys.byteOffset, 2 * keys.length);
  const sizes = [0, 0, 0];
  for (let row = 0; row < keys.length; row++) sizes[sideOfLowerHalf(halves[2 * row]!)]!++;
  const rows: [Uint32Array, Uint32Array, Uint32Array] = [
    new Uint32Array(sizes[0]!),
    new Uint32Array(sizes[1]!),
    new Uint32Array(sizes[2]!),
  ];
  const filled = [0, 0, 0];
  for (let row = 0; row < keys.length; row++) {
    const side = sideOfLowerHalf(halves[2 * row]!);
    rows[side][filled[side]!++] = row;
  }
  return rows;
}

function takeExactly(
  side: Side,
  rows: Uint32Array,
  keys: BigUint64Array,
  count: number | undefined,
): Uint32Array {
  if (count === undefined) return rows;
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new UsageError(`The number of ${side} drawings must be a whole number, not ${count}.`);
  }
  if (count > rows.length) {
    throw new UsageError(`${count} ${side} drawings were asked for; there are ${rows.length}.`, {
      hint: `Ask for ${rows.length} or fewer, or take more drawings: about ${side === 'train' ? 70 : 15} % are on this side.`,
    });
  }
  const chosen = smallestKeys(
    BigUint64Array.from(rows, row => keys[row]!),
    count,
  );
  return chosen.map(index => rows[index]!);
}

/**
 * Indices of the `count` smallest keys, ascending by index. Of equal keys the first ones are taken.
 * @param count at most keys.length.
 */
export function smallestKeys(keys: BigUint64Array, count: number): Uint32Array {
  const chosen = new Uint32Array(count);
  if (count === 0) return chosen;
  const sorted = keys.slice().sort();
  const largest = sorted[count - 1]!;
  let ties = count - lowerBound(sorted, largest);
  let found = 0;
  for (let index = 0; found < count; index++) {
    const key = keys[index]!;
    if (key > largest || (key === largest && ties-- <= 0)) continue;
    chosen[found++] = index;
  }
  return chosen;
}

/** Index of the first element of `sorted` that is not below `key`. */
function lowerBound(sorted: BigUint64Array, key: bigint): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What a person should know about a split before trusting its numbers: empty sides, categories that a side lacks.
 * @param labels category index of each row.
 */
export function splitNotes(
  split: Split,
  labels: (row: number) => number,
  categories: readonly string[],
): string[] {
  return SIDES.flatMap(side => {
    const rows = split[side];
    if (rows.length === 0) return [`The ${side} side is empty.`];
    const present = new Uint8Array(categories.length);
    for (const row of rows) present[labels(row)] = 1;
    const missing = categories.filter((_, index) => present[index] === 0);
    return missing.length === 0 ? [] : [`No ${side} drawing of ${enumerate(missing, 'categories')}.`];
  });
}
