import { type CatalogueEntry, catalogueNotes, createCatalogue, digestOf } from './catalogue.ts';
import { contentHasher } from './content-hash.ts';
import { type DividedDrawings, divideBySide } from './division.ts';
import type { Drawings } from './drawings.ts';
import { mapValues } from './map-values.ts';
import { memorySource } from './memory-source.ts';
import { checkKept, keptPlaces } from './selection.ts';
import { type Side, type SideCounts, smallestKeys } from './split.ts';

/**
 * Drawings of many categories in memory, read once so that many runs can each take some of them. Plain data over
 * shared memory: it can be handed to other threads.
 */
export interface SharedDrawings {
  readonly drawings: Drawings;
  /** Split key of each drawing under `splitSeed`. */
  readonly keys: BigUint64Array;
  readonly splitSeed: number;
  /** Content hashes of drawings that runs leave out of those that they take; here they are still. */
  readonly exclude?: ReadonlySet<bigint> | undefined;
  /** What became of each category, in the order of the drawings. */
  readonly entries: readonly CatalogueEntry[];
  /** What the user should know about the files. */
  readonly notes: readonly string[];
}

/** Which of shared drawings a run takes, and how they are split. */
export interface SharedSelection {
  /** In the order of their labels. */
  readonly categories: readonly string[];
  /** Of each category, the first in the order of the split's hash; all if undefined. */
  readonly perCategory?: number | undefined;
  readonly counts?: SideCounts | undefined;
}

export interface SelectedDrawings extends DividedDrawings<Side> {
  readonly categories: readonly string[];
  readonly notes: readonly string[];
  readonly inMemory: { readonly drawings: Drawings; readonly rows: Readonly<Record<Side, Uint32Array>> };
}

/**
 * Takes some categories of shared drawings, split into sides: the same drawings in the same order, with the same
 * fingerprint, as if they had been opened by themselves. No drawing is copied.
 * @throws UsageError if a category or a side has fewer drawings than asked for.
 */
export async function selectSplit(
  shared: SharedDrawings,
  selection: SharedSelection,
): Promise<SelectedDrawings> {
  const { categories, perCategory, counts = {} } = selection;
  const { drawings, keys } = shared;
  const hasher = await contentHasher();
  const chosen = categories.map(name => regionOf(shared, name));
  checkKept(
    chosen.map(({ entry }) => entry),
    perCategory,
  );
  const firstByCategory = chosen.map(region => firstRows(keys, region, perCategory));
  const rowsByCategory = firstByCategory.map(ofCategory => {
    const hashes = BigUint64Array.from(ofCategory, row => drawings.hashes[row]!);
    return keptPlaces(hashes, shared).map(place => ofCategory[place]!);
  });
  const rows = concatenated(rowsByCategory);
  const labels = new Uint16Array(drawings.count);
  for (const [label, ofCategory] of rowsByCategory.entries())
    for (const row of ofCategory) labels[row] = label;

  const entries = chosen.map(({ entry }, label): CatalogueEntry => {
    const hashes = BigUint64Array.from(rowsByCategory[label]!, row => drawings.hashes[row]!);
    const excluded = firstByCategory[label]!.length - hashes.length;
    return { ...entry, count: hashes.length, excluded, digest: digestOf(hashes, hasher) };
  });
  const catalogue = createCatalogue(entries, hasher);
  const notes = [...catalogueNotes(catalogue), ...shared.notes];
  const divide = divideBySide(counts, categories, notes);
  const places = divide(
    BigUint64Array.from(rows, row => keys[row]!),
    place => labels[rows[place]!]!,
  );
  const relabeled = { ...drawings, labels, categories };
  const rowsBySide = mapValues(places, ofSide => ofSide.map(place => rows[place]!));
  const parts = mapValues(rowsBySide, ofSide => memorySource(relabeled, ofSide));
  const inMemory = { drawings: relabeled, rows: rowsBySide };
  return { catalogue, parts, categories, notes, inMemory, close: async () => {} };
}

interface Region {
  readonly entry: CatalogueEntry;
  /** First row of the category. */
  readonly start: number;
}

function regionOf({ entries }: SharedDrawings, name: string): Region {
  let start = 0;
  for (const entry of entries) {
    if (entry.name === name) return { entry, start };
    start += entry.count;
  }
  throw new RangeError(`The shared drawings do not have the category ${name}.`);
}

/** Rows of a category, ascending: all, or those with the smallest keys. */
function firstRows(
  keys: BigUint64Array,
  { entry, start }: Region,
  perCategory: number | undefined,
): Uint32Array {
  const { count } = entry;
  if (perCategory === undefined || perCategory === count)
    return Uint32Array.from({ length: count }, (_, index) => start + index);
  return smallestKeys(keys.subarray(start, start + count), perCategory).map(index => start + index);
}

function concatenated(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
