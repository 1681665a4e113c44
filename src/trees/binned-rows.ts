import { findBins, isUseless } from './binning.ts';
import { PIXELS } from './drawing.ts';

/** A pixel that trees may split by. */
interface BinnedPixel {
  readonly pixel: number;
  /** Upper bounds of its bins, ascending; the first is zero's. */
  readonly bounds: readonly number[];
}

/** What is to be known of the training rows besides their pixels. */
export interface BinnedRows {
  readonly count: number;
  readonly pixels: readonly BinnedPixel[];
  /** Smallest and largest value of each of the 784 pixels, undefined for pixels that trees cannot use. */
  readonly ranges: readonly ([number, number] | undefined)[];
}

/** Makes bins for the rows of `bitmaps` (uint8 [N, 784]), for all pixels that a split could use. */
export function binRows(
  bitmaps: Uint8Array,
  options: { maxBin: number; minDataInBin: number; minDataInLeaf: number },
): BinnedRows {
  const count = bitmaps.length / PIXELS;
  const histograms = new Uint32Array(PIXELS * 256);
  for (let at = 0; at < bitmaps.length; at += PIXELS)
    for (let pixel = 0; pixel < PIXELS; pixel++) histograms[256 * pixel + bitmaps[at + pixel]!]!++;
  const pixels: BinnedPixel[] = [];
  const ranges: ([number, number] | undefined)[] = [];
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const histogram = histograms.subarray(256 * pixel, 256 * (pixel + 1));
    const bounds = findBins(histogram, options.maxBin, options.minDataInBin);
    const isUsed = bounds.length > 1 && !isUseless(histogram, bounds, options.minDataInLeaf);
    if (isUsed) pixels.push({ pixel, bounds });
    ranges.push(isUsed ? rangeOf(histogram) : undefined);
  }
  return { count, pixels, ranges };
}

function rangeOf(histogram: Uint32Array): [number, number] {
  return [histogram.findIndex(count => count > 0), histogram.findLastIndex(count => count > 0)];
}

/** Pixel and upper bound of the left side of a split whose right side begins with bin `bin` of the kernels (see kernels/tree-memory.ts). */
export type SplitOfBin = (feature: number, bin: number) => { pixel: number; threshold: number };

/** Numbers bins as the kernels scan them: features in order, in a feature the highest bin first, zero's left out. */
export function numberBins({ pixels }: BinnedRows): { featureStart: Uint32Array; splitOfBin: SplitOfBin } {
  const featureStart = new Uint32Array(pixels.length + 1);
  pixels.forEach(({ bounds }, feature) => {
    featureStart[feature + 1] = featureStart[feature]! + bounds.length - 1;
  });
  const splitOfBin: SplitOfBin = (feature, bin) => {
    const { pixel, bounds } = pixels[feature]!;
    return { pixel, threshold: bounds[bounds.length - 2 - (bin - featureStart[feature]!)]! };
  };
  return { featureStart, splitOfBin };
}
