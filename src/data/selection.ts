import { UsageError } from '../errors.ts';
import { type CatalogueEntry, type CategoryFiles, fileCount } from './catalogue.ts';

/** Which drawings of the files are wanted. */
export interface Selection {
  /** Seed of the split's hash. It also decides which drawings `perCategory` takes. */
  readonly splitSeed: number;
  /** Takes so many drawings of each category, the first in the order of the split's hash; all if undefined. */
  readonly perCategory?: number | undefined;
  /** Content hashes of drawings to be left out of those taken: no others come in their place. */
  readonly exclude?: ReadonlySet<bigint> | undefined;
}

/** Drawings of a category that may be taken, before any are left out. */
export function mostOf(category: CategoryFiles, { perCategory }: Selection): number {
  return perCategory ?? fileCount(category);
}

/** Which of some drawings, by their hashes, are not left out. */
export function keptPlaces(hashes: BigUint64Array, { exclude }: Pick<Selection, 'exclude'>): Uint32Array {
  const places = Uint32Array.from(hashes, (_, place) => place);
  return exclude === undefined ? places : places.filter(place => !exclude.has(hashes[place]!));
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

/** The same after duplicates were left out. @param entries what became of each category. */
export function checkKept(entries: readonly CatalogueEntry[], perCategory: number | undefined): void {
  if (perCategory === undefined) return;
  const counts = entries.map(({ name, count, excluded }) => ({ name, count: count + excluded }));
  refuseTooFew(counts, perCategory, 'has, without duplicates,');
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
