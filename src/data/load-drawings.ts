import {
  type Catalogue,
  type CatalogueEntry,
  type CategoryFiles,
  catalogueEntry,
  createCatalogue,
  digestOf,
  fileCount,
} from './catalogue.ts';
import { type ContentHasher, contentHasher, NAME_SEED } from './content-hash.ts';
import { allocateDrawings, type Drawings, firstDrawings, moveDrawings } from './drawings.ts';
import { forEachAtOnce } from './for-each-at-once.ts';
import { DRAWING_BYTES } from './reader.ts';
import { compactRows } from './row-block.ts';
import { RowFilter } from './row-filter.ts';
import { type RowSink, smallestSink, wholeSink } from './row-sink.ts';
import { checkKept, checkPerCategory, keptPlaces, mostOf, type Selection } from './selection.ts';

export interface LoadedDrawings {
  readonly drawings: Drawings;
  /** Split key of each drawing under the selection's seed. */
  readonly keys: BigUint64Array;
  readonly catalogue: Catalogue;
}

/** Called now and then with the number of drawings dealt with. */
export type OnProgress = (done: number, total: number) => void;

/** Categories read at the same time: one is decompressed on a thread of Node's while another is hashed here. */
const CATEGORIES_AT_ONCE = 2;

interface Region {
  readonly category: CategoryFiles;
  readonly label: number;
  /** First row of its room in the drawings. */
  readonly start: number;
}

/**
 * Reads drawings into memory: one pass over the files, straight to their final place.
 * @throws UsageError if a category has fewer than `perCategory` drawings.
 */
export async function loadDrawings(
  categories: readonly CategoryFiles[],
  selection: Selection,
  onProgress: OnProgress = () => {},
): Promise<LoadedDrawings> {
  checkPerCategory(categories, selection.perCategory);
  const hasher = await contentHasher();
  const regions: Region[] = [];
  let room = 0;
  for (const [label, category] of categories.entries()) {
    regions.push({ category, label, start: room });
    room += mostOf(category, selection);
  }
  const drawings = allocateDrawings(
    room,
    categories.map(({ name }) => name),
  );
  const keys = new BigUint64Array(room);
  const entries: CatalogueEntry[] = [];
  const { perCategory } = selection;
  const openSink = (start: number) =>
    perCategory === undefined
      ? wholeSink(drawings, keys, start)
      : smallestSink(drawings, keys, start, perCategory, spares);
  const spares: Uint8Array[] = [];
  const total = categories.reduce((sum, category) => sum + fileCount(category), 0);
  let done = 0;
  await forEachAtOnce(regions, CATEGORIES_AT_ONCE, async ({ category, label, start }) => {
    const sink = openSink(start);
    const filter = new RowFilter(category.files.length);
    await readCategory(category, sink, filter, selection.splitSeed, hasher, rows => {
      done += rows;
      onProgress(done, total);
    });
    const chosen = sink.finish();
    const count = leaveOut(drawings, keys, { start, count: chosen }, selection);
    drawings.labels.fill(label, start, start + count);
    entries[label] = catalogueEntry(category, {
      count,
      excluded: chosen - count,
      duplicates: filter.duplicateCount,
      digest: digestOf(drawings.hashes.subarray(start, start + count), hasher),
    });
  });
  checkKept(entries, perCategory);
  const count = closeGaps(drawings, keys, regions, entries);
  return {
    drawings: firstDrawings(drawings, count),
    keys: keys.subarray(0, count),
    catalogue: createCatalogue(entries, hasher),
  };
}

async function readCategory(
  category: CategoryFiles,
  sink: RowSink,
  filter: RowFilter,
  splitSeed: number,
  hasher: ContentHasher,
  onRows: (rows: number) => void,
): Promise<void> {
  for (const file of category.files) {
    filter.startFile();
    let from = 0;
    while (from < file.count) {
      const block = sink.room(file.count - from);
      const count = block.bytes.length / DRAWING_BYTES;
      await file.read(from, from + count, block.bytes);
      hasher.hashRows(block.bytes, count, NAME_SEED, block.hashes);
      hasher.hashRows(block.bytes, count, splitSeed, block.keys);
      const { largestKey } = sink;
      const keepsAll = filter.admitsAll && largestKey === undefined;
      const keeps = (row: number) =>
        filter.admits(block.hashes[row]!) && (largestKey === undefined || block.keys[row]! <= largestKey);
      sink.accept(keepsAll ? count : compactRows(block, count, keeps));
      from += count;
      onRows(count);
    }
  }
}

/** Closes the places of excluded rows. @returns how many rows there are now. */
function leaveOut(
  drawings: Drawings,
  keys: BigUint64Array,
  { start, count }: { start: number; count: number },
  selection: Selection,
): number {
  const kept = keptPlaces(drawings.hashes.subarray(start, start + count), selection);
  for (const [place, from] of kept.entries()) {
    if (place === from) continue;
    moveDrawings(drawings, start + from, start + place, 1);
    keys[start + place] = keys[start + from]!;
  }
  return kept.length;
}

/** Where drawings were left out, their room is closed, so that rows are counted without gaps. */
function closeGaps(
  drawings: Drawings,
  keys: BigUint64Array,
  regions: readonly Region[],
  entries: readonly CatalogueEntry[],
): number {
  let end = 0;
  for (const { start, label } of regions) {
    const { count } = entries[label]!;
    if (start !== end) {
      moveDrawings(drawings, start, end, count);
      keys.copyWithin(end, start, start + count);
    }
    end += count;
  }
  return end;
}
