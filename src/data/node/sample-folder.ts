import { sampleDrawings } from '../sample-drawings.ts';
import { type FolderOptions, openFolder } from './open-folder.ts';

export interface SampleOptions extends FolderOptions {
  /** Drawings of each category; fewer where there are fewer. */
  readonly count: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Some drawings of a category, 784 bytes each. */
export interface CategorySample {
  readonly name: string;
  readonly drawings: readonly Uint8Array[];
}

/**
 * Draws some drawings of each category of a folder at random; the same seed gives the same ones.
 * @throws UsageError and DataError as `openFolder` does; the signal's reason when aborted.
 */
export async function sampleFolder(folder: string, options: SampleOptions): Promise<CategorySample[]> {
  const { count, seed, signal } = options;
  const { categories, close } = await openFolder(folder, options);
  try {
    const samples: CategorySample[] = [];
    for (const [index, category] of categories.entries()) {
      signal.throwIfAborted();
      samples.push({
        name: category.name,
        drawings: await sampleDrawings(category, count, seed, index),
      });
    }
    return samples;
  } finally {
    await close();
  }
}
