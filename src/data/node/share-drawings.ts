import { loadDrawings } from '../load-drawings.ts';
import { mostOf } from '../selection.ts';
import type { SharedDrawings } from '../shared-drawings.ts';
import { bytesInMemory } from './memory-plan.ts';
import type { OpenOptions } from './open-data.ts';
import { openFolder } from './open-folder.ts';

/**
 * Reads drawings of a folder into memory that threads share.
 * @returns undefined if they would take more than `memoryBytes`.
 * @throws UsageError for what cannot be, such as more drawings than there are; DataError for unusable files.
 */
export async function shareDrawings(
  path: string,
  options: Omit<OpenOptions, 'cacheDirectory' | 'allowMissing' | 'onUnreadable'>,
): Promise<SharedDrawings | undefined> {
  const { memoryBytes = Number.POSITIVE_INFINITY, onProgress = () => {}, splitSeed, exclude } = options;
  const folder = await openFolder(path, options);
  try {
    const count = folder.categories.reduce((sum, category) => sum + mostOf(category, options), 0);
    if (bytesInMemory(count) > memoryBytes) return undefined;
    // What each run leaves out goes after it has chosen, so that all runs choose from the same drawings.
    const everything = { ...options, exclude: undefined };
    const { drawings, keys, catalogue } = await loadDrawings(folder.categories, everything, (done, total) =>
      onProgress({ stage: 'reading', done, total }),
    );
    return { drawings, keys, splitSeed, exclude, entries: catalogue.categories, notes: folder.notes };
  } finally {
    await folder.close();
  }
}
