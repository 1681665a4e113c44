import { UsageError } from '../errors.ts';
import {
  type Catalogue,
  type CatalogueEntry,
  type CategoryFiles,
  createCatalogue,
  digestOf,
} from './catalogue.ts';
import { type ContentHasher, contentHasher, NAME_SEED } from './content-hash.ts';
import { allocateDrawings, type Drawings, firstDrawings, moveDrawings } from './drawings.ts';
import { forEachAtOnce } from './for-each-at-once.ts';
import { DRAWING_BYTES } from './reader.ts';
import { compactRows } from './row-block.ts';
import { RowFilter } from './row-filter.ts';
import { type RowSink, smallestSink, wholeSink } from './row-sink.ts';

/** Which drawings of the files are wanted. */
export interface Selection {
  /** Seed of the split's hash. It also decides which drawings `perCategory` takes. */
  readonly splitSeed: number;
  /** Takes so many drawings of each category, the first in the order of the split's hash; all if undefined. */
  readonly perCategory?: number | undefined;
  /** Content hashes of drawings to be left out, as if they were not in the files. */
  readonly exclude?: ReadonlySet<bigint> | undefined;
}

export interface LoadedDrawings {
  readonly drawings: Drawings;
  /** Split key of each drawing under the selection's seed. */
  readonly keys: BigUint64Array;
  readonly catalogue: Catalogue;
}

/** Called now and then with the number of drawings dealt with. */
export type OnProgress = (done: number, total: number) => void;

/** Categories read at the same time: decompression runs on the system's threads beside the hashing here. */
const CATEGORIES_AT_ONCE = 4;

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
    room += selection.perCategory ?? fileCount(category);
  }
  const drawings = allocateDrawings(
    room,
    categories.map(({ name }) => name),
  );
  const keys = new BigUint64Array(room);
  const entries: CatalogueEntry[] = [];
  const total = categories.reduce((sum, category) => sum + fileCount(category), 0);
  let done = 0;
  await forEachAtOnce(regions, CATEGORIES_AT_ONCE, async ({ category, label, start }) => {
    const sink =
      selection.perCategory === undefined
        ? wholeSink(drawings, keys, start)
        : smallestSink(drawings, keys, start, selection.perCategory);
    const filter = new RowFilter(selection.exclude ?? new Set(), category.files.length);
    await readCategory(category, sink, filter, selection.splitSeed, hasher, rows => {
      done += rows;
      onProgress(done, total);
    });
    const count = sink.finish();
    drawings.labels.fill(label, start, start + count);
    const digest = digestOf(drawings.hashes.subarray(start, start + count), hasher);
    entries[label] = catalogueEntry(category, count, filter, digest);
  });
  checkKept(entries, selection.perCategory);
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

export function fileCount(category: CategoryFiles): number {
  return category.files.reduce((sum, file) => sum + file.count, 0);
}

export function catalogueEntry(
  category: CategoryFiles,
  count: number,
  filter: RowFilter,
  digest: bigint,
): CatalogueEntry {
  return {
    name: category.name,
    count,
    files: category.files.map(({ path, format, count }) => ({ path, format, count })),
    excluded: filter.excludedCount,
    duplicates: filter.duplicateCount,
    digest,
  };
}

/** @throws UsageError if `perCategory` is no count, or some file cannot give so many. */
export function checkPerCategory(
  categories: readonly CategoryFiles[],
  perCategory: number | undefined,
): void {
  if (perCategory === undefined) return;
  if (!Number.isSafeInteger(perCategory) || perCategory < 1) {
    throw new UsageError(`The number of drawings per category must be 1 or more, not ${perCategory}.`);
  }
  const counts = categories.map(category => ({ name: category.name, count: fileCount(category) }));
  refuseTooFew(counts, perCategory, 'has');
}

/** The same after drawings were left out. */
export function checkKept(entries: readonly CatalogueEntry[], perCategory: number | undefined): void {
  if (perCategory !== undefined)
    refuseTooFew(entries, perCategory, 'has, without duplicates and excluded ones,');
}

function refuseTooFew(
  counts: readonly { name: string; count: number }[],
  perCategory: number,
  has: string,
): void {
  const lacking = counts.filter(({ count }) => count < perCategory);
  if (lacking.length === 0) return;
  const fewest = lacking.reduce((least, entry) => (entry.count < least.count ? entry : least));
  const others =
    ['', ' 1 other category has too few.'][lacking.length - 1] ??
    ` ${lacking.length - 1} others have too few.`;
  throw new UsageError(
    `${perCategory} drawings per category were asked for; ${fewest.name} ${has} ${fewest.count}.${others}`,
    { hint: `Ask for ${fewest.count} per category at most, or leave such categories out.` },
  );
}
