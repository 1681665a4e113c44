import { dirname } from 'node:path';
import { RunError } from '../../errors.ts';
import { makeFolder } from '../../node/make-folder.ts';
import { pathFailure } from '../../node/path-failure.ts';
import { writeWholeFile } from '../../node/whole-file.ts';

/** Writes a file, whole or not at all, and the folder it lies in. @throws RunError if it cannot be written. */
export async function writeFile(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeWholeFile(path, content);
  } catch (error) {
    throw pathFailure(RunError, 'write', path, error);
  }
}
