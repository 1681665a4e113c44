import { dirname } from 'node:path';

/** What was tried on a path. */
type Access = 'read' | 'write';

/** Words for what the system says, by its code: the reason, and what to do. */
type Reasons = Readonly<Record<string, readonly [reason: string, hint: string]>>;

type ErrorClass<E> = new (message: string, options: { hint: string; cause: unknown }) => E;

const ELSEWHERE = 'Choose another place.';
const ROOM = 'Make room or choose another place; what is there is kept, and a run goes on with --resume.';

const REASONS: Readonly<Record<Access, Reasons>> = {
  read: {
    ENOENT: ['there is no such file', 'Check its name.'],
    ENOTDIR: ['a part of the path is a file, not a folder', 'Check its name.'],
    EISDIR: ['it is a folder', 'Name a file.'],
    EACCES: ['permission denied', 'Take one you may read.'],
    EPERM: ['permission denied', 'Take one you may read.'],
    ELOOP: ['it is a link to itself', 'Check its name.'],
    ENAMETOOLONG: ['the name is too long', 'Check its name.'],
    EMFILE: ['too many files are open', 'Close other programs, or raise the limit (ulimit -n).'],
  },
  write: {
    ENOENT: ['its folder does not exist', 'Make the folder, or choose another place.'],
    ENOTDIR: ['a part of the path is a file, not a folder', ELSEWHERE],
    EISDIR: ['there is a folder of that name', ELSEWHERE],
    EEXIST: ['there is a file of that name', ELSEWHERE],
    EACCES: ['permission denied', 'Choose a place you may write to.'],
    EPERM: ['permission denied', 'Choose a place you may write to.'],
    EROFS: ['the file system is read-only', ELSEWHERE],
    ENOSPC: ['the disk is full', ROOM],
    EDQUOT: ['the disk quota is used up', ROOM],
    ELOOP: ['it is a link to itself', ELSEWHERE],
    ENAMETOOLONG: ['the name is too long', 'Choose a shorter name.'],
    EMFILE: ['too many files are open', 'Close other programs, or raise the limit (ulimit -n).'],
  },
};

/**
 * The error that tells why `path` could not be read or written, and what to do.
 * @param error what the system said.
 * @param advice what to do, where more is known of it than the system's code tells.
 */
export function pathFailure<E>(
  Kind: ErrorClass<E>,
  access: Access,
  path: string,
  error: unknown,
  advice?: string,
): E {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const [reason, hint] = REASONS[access][code] ?? [message, 'Check the path and the disk.'];
  const where = access === 'write' && code === 'ENOENT' ? ` (${dirname(path)})` : '';
  return new Kind(`Cannot ${access} ${path}: ${reason}${where}.`, { hint: advice ?? hint, cause: error });
}
