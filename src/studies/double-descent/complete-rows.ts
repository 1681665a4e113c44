/** A value for every size and every seed. */
export interface CompleteRows {
  readonly sizes: readonly number[];
  readonly seeds: readonly number[];
  /** [seed][size] */
  readonly values: readonly (readonly number[])[];
}

/** A value of one seed at one size. */
export interface SizedValue {
  readonly size: number;
  readonly seed: number;
  readonly value: number;
}

/**
 * The largest part that has every seed at every size, near enough: as long as something is missing, the seed or the size
 * that misses the largest share of its values is left out, of equals the size. So one failed cell costs its size and
 * no seed, and a seed that has only begun costs itself.
 */
export function completeRows(measured: readonly SizedValue[]): CompleteRows {
  const table = new Map<number, Map<number, number>>();
  for (const { size, seed, value } of measured) {
    const row = table.get(seed) ?? new Map<number, number>();
    table.set(seed, row.set(size, value));
  }
  let seeds = [...table.keys()];
  let sizes = [...new Set(measured.map(({ size }) => size))].sort((a, b) => a - b);
  for (;;) {
    const seedGap = largestGap(seeds, seed => shareMissing(sizes, size => table.get(seed)!.has(size)));
    const sizeGap = largestGap(sizes, size => shareMissing(seeds, seed => table.get(seed)!.has(size)));
    if (seedGap.share === 0 && sizeGap.share === 0) break;
    if (seedGap.share > sizeGap.share) seeds = seeds.filter(seed => seed !== seedGap.key);
    else sizes = sizes.filter(size => size !== sizeGap.key);
  }
  return { sizes, seeds, values: seeds.map(seed => sizes.map(size => table.get(seed)!.get(size)!)) };
}

function shareMissing(keys: readonly number[], has: (key: number) => boolean): number {
  return keys.filter(key => !has(key)).length / keys.length;
}

function largestGap(keys: readonly number[], shareOf: (key: number) => number) {
  let largest = { key: Number.NaN, share: 0 };
  for (const key of keys) {
    const share = shareOf(key);
    if (share > largest.share) largest = { key, share };
  }
  return largest;
}
