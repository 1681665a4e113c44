import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RunError } from '../errors.ts';

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'Make room, then go on with --resume; nothing written before is lost.'],
  EDQUOT: [
    'the disk quota is used up',
    'Make room, then go on with --resume; nothing written before is lost.',
  ],
  EROFS: ['the file system is read-only', 'Choose another place with --out.'],
  EACCES: ['permission denied', 'Choose a place you may write to with --out.'],
  EPERM: ['permission denied', 'Choose a place you may write to with --out.'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Choose another place with --out.'],
  EEXIST: ['there is a file of that name', 'Choose another place with --out.'],
};

/** Tells what is wrong when writing `path` failed with `error`. */
export function writeFailure(path: string, error: unknown): RunError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const [reason, hint] = REASONS[code] ?? [(error as Error).message, 'Check the folder and the disk.'];
  return new RunError(`Cannot write ${path}: ${reason}.`, { hint, cause: error });
}

/**
 * Writes a file beside its place and renames it: at any moment there is the old file or the new one, whole.
 * @throws RunError if it cannot be written; the old file is still there then.
 */
export async function writeWholeFile(path: string, content: Uint8Array | string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw writeFailure(path, error);
  }
}

/** Makes a folder and those above it. @throws RunError if that cannot be. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeBranch(path);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** Not mkdir's own `recursive`: it hides why it failed on a read-only file system, and never ends in /proc. */
async function makeBranch(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeBranch(dirname(path));
    await mkdir(path);
  }
}
