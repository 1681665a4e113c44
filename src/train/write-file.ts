import { RunError } from '../errors.ts';
import { makeFolder as make } from '../node/make-folder.ts';
import { pathFailure } from '../node/path-failure.ts';
import { writeWholeFile as write } from '../node/whole-file.ts';

/** Tells what is wrong when writing `path` failed with `error`. */
export function writeFailure(path: string, error: unknown): RunError {
  return pathFailure(RunError, 'write', path, error);
}

/** Writes a file of a run, whole or not at all. @throws RunError if it cannot be written. */
export async function writeWholeFile(path: string, content: Uint8Array | string): Promise<void> {
  await write(path, content).catch(error => {
    throw writeFailure(path, error);
  });
}

/** Makes a folder and those above it. @throws RunError if that cannot be. */
export async function makeFolder(path: string): Promise<void> {
  await make(path).catch(error => {
    throw writeFailure(path, error);
  });
}
