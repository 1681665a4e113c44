import { dirname } from 'node:path';
import { RunError } from '../errors.ts';
import { makeFolder } from './make-folder.ts';
import { pathFailure } from './path-failure.ts';
import { writeWholeFile } from './whole-file.ts';

/** Writes a file, whole or not at all, and makes the folder it lies in. @throws RunError if it cannot be written. */
export async function saveFile(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeWholeFile(path, content);
  } catch (error) {
    throw pathFailure(RunError, 'write', path, error);
  }
}
