import { DataError } from '../../errors.ts';

/** The folder that files are written to fails: every file would, so that going on makes no sense. */
export class FolderFailure extends DataError {}

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'Make room or choose another folder; what is there is kept.'],
  EDQUOT: ['the disk quota is used up', 'Make room or choose another folder; what is there is kept.'],
  EROFS: ['the file system is read-only', 'Choose another folder.'],
  EACCES: ['permission denied', 'Choose a folder you may write to.'],
  EPERM: ['permission denied', 'Choose a folder you may write to.'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Choose another folder.'],
  EEXIST: ['there is a file of that name', 'Choose another folder.'],
};

/** Tells what is wrong with a folder when writing `path` failed with `error`. */
export function folderFailure(path: string, error: unknown): FolderFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const [reason, hint] = REASONS[code] ?? [(error as Error).message, 'Check the folder and the disk.'];
  return new FolderFailure(`Cannot write ${path}: ${reason}.`, { hint, cause: error });
}
