import { closest } from 'fastest-levenshtein';
import { UsageError } from '../errors.ts';
import type { RunRecord } from '../train/index.ts';

/** The number of a run's category. @throws UsageError that suggests the nearest name where the run knows none of this name. */
export function categoryIndex({ categories, name: run }: RunRecord, name: string): number {
  const index = categories.indexOf(name);
  if (index >= 0) return index;
  throw new UsageError(`The run ${run} knows no category '${name}'.`, {
    hint: `Did you mean '${closest(name, categories)}'?`,
  });
}
