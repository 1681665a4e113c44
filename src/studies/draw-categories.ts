import { CATEGORIES } from '../data/index.ts';
import { RandomStream } from '../engine/index.ts';

/**
 * Categories in a random order: a study that takes the first ten, 25 and 50 of it has nested sets. The place of two
 * categories relative to each other is told by the seed, the draw and their names; it does not change with what other
 * categories there are.
 * @param draw from 1 on.
 */
export function drawCategories(
  available: readonly string[],
  { seed, draw }: { seed: number; draw: number },
): string[] {
  const lot = (name: string) =>
    new RandomStream(seed, 'categories', draw, CATEGORIES.indexOf(name)).uniform();
  const lots = new Map(available.map(name => [name, lot(name)]));
  return inOfficialOrder(available).sort((a, b) => lots.get(a)! - lots.get(b)!);
}

/** The order in which a folder's categories get their labels where none is named. */
export function inOfficialOrder(names: readonly string[]): string[] {
  const wanted = new Set(names);
  return CATEGORIES.filter(name => wanted.has(name));
}
