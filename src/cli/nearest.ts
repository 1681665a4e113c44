import { closest, distance } from 'fastest-levenshtein';

/** The one of `names` that `wrong` was probably meant to be, or undefined when none is near. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const nearest = closest(wrong, names);
  return distance(wrong, nearest) <= Math.max(2, wrong.length / 3) ? nearest : undefined;
}
