import { basename, resolve } from 'node:path';
import { DataError, UsageError } from '../../errors.ts';
import type { CategoryFiles } from '../catalogue.ts';
import { CATEGORIES, categoryOfFile, nearestCategory, requireCategory } from '../categories.ts';
import { enumerate } from '../enumerate.ts';
import { forEachAtOnce } from '../for-each-at-once.ts';
import type { DrawingFile } from '../reader.ts';
import { chooseFiles, leftOutNotes } from './choose-files.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { openDrawings } from './open-drawings.ts';

export interface FolderOptions {
  /** Categories wanted, in the order of their labels; all there are, in the official order, if undefined. */
  readonly categories?: readonly string[] | undefined;
  /** Whether a category without files is taken as one without drawings. An error otherwise. */
  readonly allowMissing?: boolean | undefined;
  /** Told of a file that cannot be used, which is then left out. If undefined it is an error. */
  readonly onUnreadable?: ((path: string, error: DataError) => void) | undefined;
}

/** A folder of official files, opened: the counts are known, no drawing is read yet. */
export interface OpenFolder {
  readonly path: string;
  readonly categories: readonly CategoryFiles[];
  /** All files of drawings in the folder, used or not. */
  readonly paths: readonly string[];
  /** What the user should know: files that are not used and why. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

const FILES_AT_ONCE = 8;

/**
 * Opens a folder with files of any of the dataset's formats, under their usual names.
 * @throws UsageError for no folder, no drawings, an unknown category; DataError for a file that cannot be used.
 */
export async function openFolder(folder: string, options: FolderOptions = {}): Promise<OpenFolder> {
  const path = resolve(folder);
  const found = await findFiles(path);
  if (found.length === 0) {
    throw new UsageError(`${path} has no files of drawings.`, {
      hint: 'Files are named as their category, such as `alarm clock.npy`. `qdl data get` downloads them.',
    });
  }
  const { byCategory, unknown } = groupByCategory(found);
  const names = wantedCategories(path, byCategory, options);
  const notes = unknown.length === 0 ? [] : [unknownNote(unknown)];
  const chosen = new Map<string, readonly FoundFile[]>();
  const leftOut = new Map<string, readonly FoundFile[]>();
  for (const name of names) {
    const files = await settleArchives(byCategory.get(name) ?? [], options);
    const used = chooseFiles(files);
    chosen.set(name, used);
    leftOut.set(
      name,
      files.filter(file => !used.includes(file)),
    );
  }
  const opened = await openAll([...chosen.values()].flat(), options);
  return {
    path,
    categories: names.map(name => ({
      name,
      files: chosen.get(name)!.flatMap(file => opened.get(file.path) ?? []),
    })),
    paths: found.map(file => file.path),
    notes: [...notes, ...leftOutNotes(leftOut)],
    close: () => closeAll(opened.values()),
  };
}

function groupByCategory(found: readonly FoundFile[]): {
  byCategory: Map<string, FoundFile[]>;
  unknown: string[];
} {
  const byCategory = new Map<string, FoundFile[]>();
  const unknown: string[] = [];
  for (const file of found) {
    const category = categoryOfFile(basename(file.path));
    if (category === undefined) unknown.push(basename(file.path));
    else byCategory.set(category, [...(byCategory.get(category) ?? []), file]);
  }
  return { byCategory, unknown };
}

function unknownNote(names: readonly string[]): string {
  const [only, ...others] = names;
  if (others.length > 0) return `${enumerate(names, 'files')} are not read: not the names of categories.`;
  const nearest = nearestCategory(only!.replace(/\..*/, ''));
  const suggestion = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  return `${only} is not read: not the name of a category.${suggestion}`;
}

function wantedCategories(
  folder: string,
  byCategory: ReadonlyMap<string, unknown>,
  { categories, allowMissing = false }: FolderOptions,
): readonly string[] {
  if (categories === undefined) return wholeFolder(folder, byCategory);
  const names = [...new Set(categories.map(requireCategory))];
  const missing = names.filter(name => !byCategory.has(name));
  if (missing.length > 0 && !allowMissing) {
    const have = CATEGORIES.filter(name => byCategory.has(name));
    throw new UsageError(`${folder} has no file of ${enumerate(missing, 'categories')}.`, {
      hint: `It has ${enumerate(have, 'categories')}. \`qdl data get\` downloads others.`,
    });
  }
  return names;
}

function wholeFolder(folder: string, byCategory: ReadonlyMap<string, unknown>): readonly string[] {
  const names = CATEGORIES.filter(name => byCategory.has(name));
  if (names.length > 0) return names;
  throw new UsageError(`${folder} has files, but none with the name of a category.`, {
    hint: 'Files are named as their category, such as `alarm clock.npy` or `full_numpy_bitmap_alarm clock.npy`.',
  });
}

/** Where a category has several files, an .npz has to be opened to tell bitmaps from sketch-rnn's sequences. */
async function settleArchives(
  files: readonly FoundFile[],
  { onUnreadable }: FolderOptions,
): Promise<FoundFile[]> {
  if (files.length <= 1) return [...files];
  return Promise.all(
    files.map(async file => {
      if (file.representation !== 'npz') return file;
      // Should it be wanted it is told when it is opened for good.
      const opened = await openUsable(file.path, onUnreadable && (() => {}));
      await opened?.close();
      return opened?.format === 'sketch-rnn' ? { ...file, representation: 'sketch-rnn' as const } : file;
    }),
  );
}

async function openAll(
  files: readonly FoundFile[],
  { onUnreadable }: FolderOptions,
): Promise<Map<string, DrawingFile>> {
  const opened = new Map<string, DrawingFile>();
  try {
    await forEachAtOnce(files, FILES_AT_ONCE, async ({ path }) => {
      const file = await openUsable(path, onUnreadable);
      if (file !== undefined) opened.set(path, file);
    });
  } catch (error) {
    await closeAll(opened.values());
    throw error;
  }
  return opened;
}

async function openUsable(
  path: string,
  onUnreadable: FolderOptions['onUnreadable'],
): Promise<DrawingFile | undefined> {
  try {
    return await openDrawings(path);
  } catch (error) {
    if (onUnreadable === undefined || !(error instanceof DataError)) throw error;
    onUnreadable(path, error);
    return undefined;
  }
}

async function closeAll(files: Iterable<DrawingFile>): Promise<void> {
  for (const file of files) await file.close();
}
