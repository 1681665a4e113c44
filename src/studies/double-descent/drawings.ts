import type { ListedCategory } from '../../data/node/index.ts';
import { UsageError } from '../../errors.ts';
import { inOfficialOrder } from '../draw-categories.ts';
import { LARGE_CATEGORIES } from '../large-categories.ts';
import type { DescentOptions } from './options.ts';

/** Fewest drawings of each for these to be taken. */
const LARGE_FROM = 1000;

/** Shares of the sides, as a split makes them by chance. */
const SHARES = { train: 0.7, validation: 0.15, test: 0.15 } as const;
/** A side has fewer drawings than expected by more standard deviations than this once in thirty thousand times. */
const DEVIATIONS = 4;

/** The drawings of every run of a grid; what the training side takes of them is the run's own. */
export interface GridDrawings {
  readonly data: string | null;
  /** In the order of their labels. */
  readonly categories: string[];
  readonly perCategory: number;
  readonly validation: number | null;
  readonly test: number | null;
  readonly splitSeed: number;
}

/**
 * Chooses categories, and as many drawings of each. Validation and test sides are as large as asked for, or as there are
 * drawings for sure.
 * @throws UsageError for categories that the folder lacks.
 */
export function gridDrawings(
  { data, categories, perCategory, validation, test, splitSeed }: DescentOptions,
  listed: readonly ListedCategory[],
): GridDrawings {
  const counts = new Map(listed.map(({ name, count }) => [name, count]));
  const chosen = categories ?? usualCategories(listed);
  for (const name of chosen)
    if (!counts.has(name))
      throw new UsageError(`The drawings have no category '${name}'.`, {
        hint: 'Name others with --categories, or another folder with --data.',
      });
  const each = perCategory ?? Math.min(...chosen.map(name => counts.get(name)!));
  const total = each * chosen.length;
  const atMost = (side: 'validation' | 'test', count: number | null) =>
    count === null ? null : Math.min(count, Math.max(1, surelyOn(side, total)));
  return {
    data,
    categories: inOfficialOrder(chosen),
    perCategory: each,
    validation: atMost('validation', validation),
    test: atMost('test', test),
    splitSeed,
  };
}

/** Drawings that a side has for sure, of so many; the split is by content, so that its sizes are left to chance. */
export function surelyOn(side: keyof typeof SHARES, total: number): number {
  const share = SHARES[side];
  return Math.floor(share * total - DEVIATIONS * Math.sqrt(share * (1 - share) * total));
}

function usualCategories(listed: readonly ListedCategory[]): string[] {
  const large = listed.filter(({ name, count }) => LARGE_CATEGORIES.includes(name) && count >= LARGE_FROM);
  if (large.length === LARGE_CATEGORIES.length) return [...LARGE_CATEGORIES];
  const bySize = inOfficialOrder(listed.map(({ name }) => name))
    .map(name => listed.find(entry => entry.name === name)!)
    .sort((a, b) => b.count - a.count);
  return bySize.slice(0, LARGE_CATEGORIES.length).map(({ name }) => name);
}
