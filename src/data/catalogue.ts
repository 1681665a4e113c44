import { type ContentHasher, drawingName } from './content-hash.ts';
import { enumerate } from './enumerate.ts';
import type { DrawingFile } from './reader.ts';

/** A category and the files its drawings come from, in the order in which they are read. */
export interface CategoryFiles {
  readonly name: string;
  readonly files: readonly DrawingFile[];
}

export interface CatalogueEntry {
  readonly name: string;
  /** Drawings taken. */
  readonly count: number;
  readonly files: readonly {
    readonly path: string;
    readonly format: DrawingFile['format'];
    readonly count: number;
  }[];
  /** Drawings left out because they are on the exclusion list. */
  readonly excluded: number;
  /** Drawings left out because an earlier file of the category has them. */
  readonly duplicates: number;
  /** Digest of the names of the drawings taken, in order. */
  readonly digest: bigint;
}

/** What was loaded, from where. */
export interface Catalogue {
  readonly count: number;
  readonly categories: readonly CatalogueEntry[];
  /** 16 hexadecimal digits that tell the same drawings in the same order apart from any others. */
  readonly fingerprint: string;
}

/** Drawings in the files of a category. */
export function fileCount(category: CategoryFiles): number {
  return category.files.reduce((sum, file) => sum + file.count, 0);
}

/** What became of a category. */
export function catalogueEntry(
  category: CategoryFiles,
  taken: Pick<CatalogueEntry, 'count' | 'excluded' | 'duplicates' | 'digest'>,
): CatalogueEntry {
  const files = category.files.map(({ path, format, count }) => ({ path, format, count }));
  return { name: category.name, files, ...taken };
}

export function createCatalogue(entries: readonly CatalogueEntry[], hasher: ContentHasher): Catalogue {
  const text = entries
    .map(({ name, count, digest }) => `${name}\t${count}\t${drawingName(digest)}\n`)
    .join('');
  return {
    count: entries.reduce((sum, entry) => sum + entry.count, 0),
    categories: entries,
    fingerprint: drawingName(hasher.hashBytes(new TextEncoder().encode(text))),
  };
}

/** Digest of the names of drawings. */
export function digestOf(hashes: BigUint64Array, hasher: ContentHasher): bigint {
  return hasher.hashBytes(new Uint8Array(hashes.buffer, hashes.byteOffset, hashes.byteLength));
}

/** What a person should know about a catalogue: drawings that were left out. */
export function catalogueNotes({ categories }: Catalogue): string[] {
  const notes: string[] = [];
  const several = categories.filter(({ files }) => files.length > 1);
  if (several.length > 0) {
    const duplicates = several.reduce((sum, entry) => sum + entry.duplicates, 0);
    const have = several.length === 1 ? 'has' : 'have';
    const names = enumerate(
      several.map(({ name }) => name),
      'categories',
    );
    notes.push(
      `${names} ${have} several files: all are used, ${duplicates} drawings that an earlier file has are taken once.`,
    );
  }
  const excluded = categories.reduce((sum, entry) => sum + entry.excluded, 0);
  if (excluded > 0) notes.push(`${excluded} drawings on the exclusion list are left out.`);
  return notes;
}
