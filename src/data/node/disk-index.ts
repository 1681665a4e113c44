import {
  type Catalogue,
  type CatalogueEntry,
  type CategoryFiles,
  catalogueEntry,
  createCatalogue,
  digestOf,
} from '../catalogue.ts';
import { contentHasher } from '../content-hash.ts';
import { forEachAtOnce } from '../for-each-at-once.ts';
import { RowFilter } from '../row-filter.ts';
import { checkKept, checkPerCategory, keptPlaces, mostOf, type Selection } from '../selection.ts';
import { smallestKeys } from '../split.ts';
import type { FileHashes } from './hash-index.ts';

/** Which drawings on disk are taken: 12 bytes for each, in the order of the categories and files. */
export interface DiskIndex {
  readonly catalogue: Catalogue;
  /** Row of each drawing taken, counted through all files of all categories. */
  readonly rows: Uint32Array;
  /** Split key of each. */
  readonly keys: BigUint64Array;
}

const CATEGORIES_AT_ONCE = 4;

/**
 * Chooses drawings by their hashes, exactly as `loadDrawings` does.
 * @param hashesOf the hashes of each file of a category.
 */
export async function indexDrawings(
  categories: readonly CategoryFiles[],
  selection: Selection,
  hashesOf: (category: CategoryFiles) => Promise<readonly FileHashes[]>,
): Promise<DiskIndex> {
  checkPerCategory(categories, selection.perCategory);
  const hasher = await contentHasher();
  const regions: { category: CategoryFiles; label: number; firstRow: number; start: number }[] = [];
  let firstRow = 0;
  let room = 0;
  for (const [label, category] of categories.entries()) {
    regions.push({ category, label, firstRow, start: room });
    firstRow += category.files.reduce((sum, file) => sum + file.count, 0);
    room += mostOf(category, selection);
  }
  const rows = new Uint32Array(room);
  const keys = new BigUint64Array(room);
  const entries: CatalogueEntry[] = [];
  await forEachAtOnce(regions, CATEGORIES_AT_ONCE, async ({ category, label, firstRow, start }) => {
    const filter = new RowFilter(category.files.length);
    const chosen = choose(await hashesOf(category), filter, selection.perCategory);
    const kept = pick(chosen, keptPlaces(chosen.hashes, selection));
    const count = kept.rows.length;
    for (let index = 0; index < count; index++) rows[start + index] = firstRow + kept.rows[index]!;
    keys.set(kept.keys, start);
    entries[label] = catalogueEntry(category, {
      count,
      excluded: chosen.rows.length - count,
      duplicates: filter.duplicateCount,
      digest: digestOf(kept.hashes, hasher),
    });
  });
  checkKept(entries, selection.perCategory);
  let end = 0;
  for (const { start, label } of regions) {
    const { count } = entries[label]!;
    rows.copyWithin(end, start, start + count);
    keys.copyWithin(end, start, start + count);
    end += count;
  }
  return {
    catalogue: createCatalogue(entries, hasher),
    rows: rows.subarray(0, end),
    keys: keys.subarray(0, end),
  };
}

interface Chosen extends FileHashes {
  readonly rows: Uint32Array;
}

function choose(files: readonly FileHashes[], filter: RowFilter, perCategory: number | undefined): Chosen {
  const admitted = admit(files, filter);
  if (perCategory === undefined || admitted.rows.length <= perCategory) return admitted;
  return pick(admitted, smallestKeys(admitted.keys, perCategory));
}

function pick({ rows, hashes, keys }: Chosen, places: Uint32Array): Chosen {
  return {
    rows: places.map(place => rows[place]!),
    hashes: BigUint64Array.from(places, place => hashes[place]!),
    keys: BigUint64Array.from(places, place => keys[place]!),
  };
}

/** Rows of a category that the filter lets pass, counted through its files. */
function admit(files: readonly FileHashes[], filter: RowFilter): Chosen {
  const count = files.reduce((sum, { hashes }) => sum + hashes.length, 0);
  const admitted = {
    rows: new Uint32Array(count),
    hashes: new BigUint64Array(count),
    keys: new BigUint64Array(count),
  };
  let row = 0;
  let kept = 0;
  for (const { hashes, keys } of files) {
    filter.startFile();
    for (let index = 0; index < hashes.length; index++, row++) {
      if (!filter.admitsAll && !filter.admits(hashes[index]!)) continue;
      admitted.rows[kept] = row;
      admitted.hashes[kept] = hashes[index]!;
      admitted.keys[kept] = keys[index]!;
      kept++;
    }
  }
  return {
    rows: admitted.rows.subarray(0, kept),
    hashes: admitted.hashes.subarray(0, kept),
    keys: admitted.keys.subarray(0, kept),
  };
}
