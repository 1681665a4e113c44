import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { pathFailure } from '../../node/path-failure.ts';

/** Forms in which drawings come, those nearest to the official bitmaps first. */
export const REPRESENTATIONS = ['npy', 'npz', 'simplified', 'binary', 'raw', 'sketch-rnn'] as const;
export type Representation = (typeof REPRESENTATIONS)[number];

/** A file that is one of drawings by its name. */
export interface FoundFile {
  readonly path: string;
  /** Name without folder and without extensions. */
  readonly stem: string;
  /** As far as the name tells: an .npz holds bitmaps or sketch-rnn's sequences. */
  readonly representation: Representation;
  readonly gzipped: boolean;
}

/** Folders of Google's bucket. Others below the given one are not looked into: what they hold is not known. */
const BUCKET_FOLDERS = new Set([
  'quickdraw_dataset',
  'full',
  'numpy_bitmap',
  'simplified',
  'raw',
  'binary',
  'sketchrnn',
]);

const FILE_NAME = /^(.+?)(?:\.full)?\.(npy|npz|ndjson|jsonl|bin)(\.gz)?$/i;

/**
 * Files of drawings in `folder` and in the bucket's folders below it, by path.
 * @throws UsageError if there is no such folder.
 */
export async function findFiles(folder: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const entry of await list(folder)) {
    const path = join(folder, entry.name);
    if (BUCKET_FOLDERS.has(entry.name) && (await isFolder(entry, path)))
      found.push(...(await findFiles(path)));
    else if (!entry.isDirectory()) found.push(...recognize(path));
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function recognize(path: string): FoundFile[] {
  const [, stem, extension, gz] = FILE_NAME.exec(basename(path)) ?? [];
  if (stem === undefined || extension === undefined) return [];
  const representation = representationOf(path, extension.toLowerCase());
  return [{ path, stem, representation, gzipped: gz !== undefined }];
}

function representationOf(path: string, extension: string): Representation {
  if (extension === 'npy') return 'npy';
  if (extension === 'bin') return 'binary';
  if (extension === 'npz') return /sketch-?rnn|\.full\.npz/i.test(lastTwo(path)) ? 'sketch-rnn' : 'npz';
  return /(^|[/\\])(full_)?raw([/\\_ ]|$)/i.test(lastTwo(path)) ? 'raw' : 'simplified';
}

/** `numpy_bitmap/cat.npy`: the names that tell what a file is. */
function lastTwo(path: string): string {
  return path.split(/[/\\]/).slice(-2).join('/');
}

async function isFolder(entry: Dirent, path: string): Promise<boolean> {
  return entry.isDirectory() || (entry.isSymbolicLink() && (await stat(path)).isDirectory());
}

async function list(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw notAFolder(folder, error);
  }
}

function notAFolder(folder: string, error: unknown): UsageError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    return new UsageError(`There is no folder ${folder}.`, {
      hint: 'Check the path. `qdl data get` downloads drawings.',
      cause: error,
    });
  }
  if (code === 'ENOTDIR') {
    return new UsageError(`${folder} is a file; a folder of drawings is needed.`, {
      hint: 'Give the folder it lies in, and the category by its name.',
      cause: error,
    });
  }
  return pathFailure(UsageError, 'read', `the folder ${folder}`, error);
}
