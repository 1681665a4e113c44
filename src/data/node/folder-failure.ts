import { DataError } from '../../errors.ts';
import { pathFailure } from '../../node/path-failure.ts';

/** The folder that files are written to fails: every file would, so that going on makes no sense. */
export class FolderFailure extends DataError {}

/** Tells what is wrong with a folder when writing `path` failed with `error`. */
export function folderFailure(path: string, error: unknown): FolderFailure {
  return pathFailure(FolderFailure, 'write', path, error);
}
