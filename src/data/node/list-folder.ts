import { stat } from 'node:fs/promises';
import type { DrawingFile } from '../reader.ts';
import { type FolderOptions, openFolder } from './open-folder.ts';

/** A category of a folder and its files. */
export interface ListedCategory {
  readonly name: string;
  /** Drawings in all files. */
  readonly count: number;
  readonly files: readonly {
    readonly path: string;
    readonly format: DrawingFile['format'];
    readonly count: number;
    /** Size on disk. */
    readonly bytes: number;
  }[];
}

export interface FolderListing {
  readonly path: string;
  readonly categories: readonly ListedCategory[];
  /** What the user should know: files that are not used and why. */
  readonly notes: readonly string[];
}

/**
 * Says what is in a folder of drawings. Of formats that tell their counts no drawing is read.
 * @throws UsageError and DataError as `openFolder` does.
 */
export async function listFolder(folder: string, options: FolderOptions = {}): Promise<FolderListing> {
  const { path, categories, notes, close } = await openFolder(folder, options);
  try {
    return { path, notes, categories: await Promise.all(categories.map(listCategory)) };
  } finally {
    await close();
  }
}

async function listCategory(category: {
  name: string;
  files: readonly DrawingFile[];
}): Promise<ListedCategory> {
  const files = await Promise.all(
    category.files.map(async ({ path, format, count }) => {
      const { size } = await stat(path);
      return { path, format, count, bytes: size };
    }),
  );
  return { name: category.name, count: files.reduce((sum, { count }) => sum + count, 0), files };
}
