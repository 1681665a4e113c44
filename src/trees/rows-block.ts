import { type BinnedRows, numberBins } from './binned-rows.ts';
import { PIXELS } from './drawing.ts';
import { layOut } from './memory-layout.ts';

const HEADER_WORDS = 12;
/** Bins of a group of features, whose sums take 16 bytes each: a part of a cache of second level. */
const GROUP_BINS = 16_384;

/** The block `Rows` of kernels/tree-memory.ts: how long it is, and how it is filled. */
export interface RowsBlock {
  readonly bytes: number;
  /** Fills `memory` (of `bytes` zeros, 4-byte aligned) from uint8 [N, 784]. */
  fill(memory: Uint8Array, bitmaps: Uint8Array): void;
}

/** Lays out the training rows twice sparsely, row by row and bin by bin, and once densely, pixel by pixel. */
export function rowsBlock(rows: BinnedRows, bitmaps: Uint8Array): RowsBlock {
  const { count, pixels } = rows;
  const { featureStart } = numberBins(rows);
  const bins = featureStart[pixels.length]!;
  const binOfValue = pixels.map(({ bounds }, feature) => tabulate(bounds, featureStart[feature]!));
  const groups = groupFeatures(featureStart);
  const entries = countEntries(rows, bitmaps);
  const { offsets, bytes } = layOut(4 * HEADER_WORDS, [
    4 * (pixels.length + 1),
    4 * (groups.length + 1),
    4 * groups.length * (count + 1),
    2 * entries,
    4 * (bins + 1),
    4 * entries,
    bins,
    pixels.length * count,
  ]);
  return { bytes, fill };

  function fill(memory: Uint8Array, bitmaps: Uint8Array): void {
    const words = (at: number, length: number) =>
      new Uint32Array(memory.buffer, memory.byteOffset + at, length);
    const [starts, groupsAt, rowStarts, rowBinsAt, binStarts, binRowsAt, cutsAt, columnsAt] =
      offsets as number[];
    words(0, HEADER_WORDS).set([count, pixels.length, bins, starts!, groups.length, ...offsets.slice(1)]);
    words(starts!, pixels.length + 1).set(featureStart);
    const rowStart = words(rowStarts!, groups.length * (count + 1));
    const rowBins = new Uint16Array(memory.buffer, memory.byteOffset + rowBinsAt!, entries);
    words(groupsAt!, groups.length + 1).set([...groups.map(({ from }) => from), pixels.length]);
    const binStart = words(binStarts!, bins + 1);
    const binRows = words(binRowsAt!, entries);
    const columns = memory.subarray(columnsAt!, columnsAt! + pixels.length * count);
    let at = 0;
    groups.forEach(({ from, to }, group) => {
      const startOf = rowStart.subarray(group * (count + 1), (group + 1) * (count + 1));
      startOf[0] = at;
      for (let row = 0; row < count; row++) {
        for (let feature = from; feature < to; feature++) {
          const value = bitmaps[PIXELS * row + pixels[feature]!.pixel]!;
          if (value === 0) continue;
          columns[feature * count + row] = value;
          const bin = binOfValue[feature]![value]!;
          rowBins[at++] = bin - featureStart[from]!;
          binStart[bin + 1]!++;
        }
        startOf[row + 1] = at;
      }
    });
    for (let bin = 0; bin < bins; bin++) binStart[bin + 1]! += binStart[bin]!;
    const next = binStart.slice(0, bins);
    groups.forEach(({ from }, group) => {
      const first = featureStart[from]!;
      for (let row = 0; row < count; row++) {
        const start = group * (count + 1) + row;
        for (let entry = rowStart[start]!; entry < rowStart[start + 1]!; entry++)
          binRows[next[first + rowBins[entry]!]!++] = row;
      }
    });
    memory.set(cutsOf(rows), cutsAt!);
  }
}

/** Ranges of features with at most about GROUP_BINS bins. */
function groupFeatures(featureStart: Uint32Array): { from: number; to: number }[] {
  const features = featureStart.length - 1;
  const groups: { from: number; to: number }[] = [];
  for (let from = 0; from < features; ) {
    let to = from + 1;
    while (to < features && featureStart[to + 1]! - featureStart[from]! <= GROUP_BINS) to++;
    groups.push({ from, to });
    from = to;
  }
  return groups;
}

/** For each pixel value from 1 the number of its bin. */
function tabulate(bounds: readonly number[], start: number): Uint32Array {
  const table = new Uint32Array(256);
  let bin = 0;
  for (let value = 1; value < 256; value++) {
    while (value > bounds[bin]!) bin++;
    table[value] = start + bounds.length - 1 - bin;
  }
  return table;
}

function countEntries({ pixels }: BinnedRows, bitmaps: Uint8Array): number {
  let entries = 0;
  for (let at = 0; at < bitmaps.length; at += PIXELS)
    for (const { pixel } of pixels) if (bitmaps[at + pixel] !== 0) entries++;
  return entries;
}

/** For each bin the largest pixel value below it. */
function cutsOf({ pixels }: BinnedRows): number[] {
  return pixels.flatMap(({ bounds }) => bounds.slice(0, -1).reverse().map(Math.floor));
}
