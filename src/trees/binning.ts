// Bins of pixels as LightGBM makes them (src/io/bin.cpp: zero is a bin of its own; the other values are divided greedily into bins of about
// equal weight, in which a frequent value stands alone).

/** LightGBM's kZeroThreshold, a float32: the upper bound of zero's bin. */
export const ZERO_THRESHOLD = Math.fround(1e-35);

const bits = new BigInt64Array(1);
const double = new Float64Array(bits.buffer);

/** The next number above a positive x. */
function nextAfter(x: number): number {
  double[0] = x;
  bits[0]! += 1n;
  return double[0];
}

const between = (low: number, high: number) => nextAfter((low + high) / 2);

interface Values {
  /** Distinct values, ascending. */
  readonly values: readonly number[];
  readonly counts: readonly number[];
  readonly total: number;
}

/** Upper bounds of at most `maxBin` bins of at least `minDataInBin` rows; the last is infinite. */
function divideGreedily({ values, counts, total }: Values, maxBin: number, minDataInBin: number): number[] {
  if (values.length <= maxBin) return mergeRare(values, counts, minDataInBin);
  const most = Math.max(1, Math.min(maxBin, Math.floor(total / minDataInBin)));
  const isFrequent = counts.map(count => count >= total / most);
  let restBins = most;
  let restRows = total;
  counts.forEach((count, index) => {
    if (!isFrequent[index]) return;
    restBins -= 1;
    restRows -= count;
  });
  let binSize = restRows / restBins;
  const bounds: number[] = [];
  let inBin = 0;
  for (let index = 0; index < values.length - 1; index++) {
    const count = counts[index]!;
    if (!isFrequent[index]) restRows -= count;
    inBin += count;
    const nextIsFrequent = isFrequent[index + 1]! && inBin >= Math.max(1, binSize * 0.5);
    if (!isFrequent[index] && inBin < binSize && !nextIsFrequent) continue;
    if (bounds.length >= most - 1) break;
    bounds.push(between(values[index]!, values[index + 1]!));
    inBin = 0;
    if (isFrequent[index]) continue;
    restBins -= 1;
    binSize = restRows / restBins;
  }
  bounds.push(Number.POSITIVE_INFINITY);
  return bounds;
}

/** A bin for each value, but values join the next one until they are `minDataInBin` rows. */
function mergeRare(values: readonly number[], counts: readonly number[], minDataInBin: number): number[] {
  const bounds: number[] = [];
  let inBin = 0;
  for (let index = 0; index < values.length - 1; index++) {
    inBin += counts[index]!;
    if (inBin < minDataInBin) continue;
    bounds.push(between(values[index]!, values[index + 1]!));
    inBin = 0;
  }
  bounds.push(Number.POSITIVE_INFINITY);
  return bounds;
}

/**
 * Upper bounds of a pixel's bins, ascending, the first for zero, the last infinite.
 *
 * @param histogram how many rows have each of the 256 values
 */
export function findBins(histogram: ArrayLike<number>, maxBin: number, minDataInBin: number): number[] {
  const values: number[] = [];
  const counts: number[] = [];
  let total = 0;
  for (let value = 1; value < 256; value++) {
    const count = histogram[value]!;
    if (count === 0) continue;
    values.push(value);
    counts.push(count);
    total += count;
  }
  if (total === 0) return [Number.POSITIVE_INFINITY];
  return [ZERO_THRESHOLD, ...divideGreedily({ values, counts, total }, maxBin - 1, minDataInBin)];
}

/**
 * Whether no split of the bins leaves `minDataInLeaf` rows on both sides, so that the pixel is of no use (feature_pre_filter).
 */
export function isUseless(
  histogram: ArrayLike<number>,
  bounds: readonly number[],
  minDataInLeaf: number,
): boolean {
  let rows = 0;
  for (let value = 0; value < 256; value++) rows += histogram[value]!;
  let left = 0;
  let value = 0;
  for (const bound of bounds.slice(0, -1)) {
    for (; value <= bound; value++) left += histogram[value]!;
    if (left >= minDataInLeaf && rows - left >= minDataInLeaf) return false;
  }
  return true;
}
