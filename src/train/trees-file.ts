import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { readLightGbmModel, type TreeModel, writeLightGbmModel } from '../trees/index.ts';
import { makeFolder, writeWholeFile } from './write-file.ts';

/** `last`: all rounds so far, to go on from. `kept`: the rounds that a finished run keeps. */
export type TreesKind = 'last' | 'kept';

export function treesPath(directory: string, kind: TreesKind): string {
  return kind === 'last' ? join(directory, 'checkpoints', 'last.txt') : join(directory, 'model.txt');
}

/** Writes trees of a run in LightGBM's text format. @throws RunError if that cannot be; the old file is still there then. */
export async function writeTrees(directory: string, kind: TreesKind, model: TreeModel): Promise<void> {
  const path = treesPath(directory, kind);
  await makeFolder(dirname(path));
  await writeWholeFile(path, writeLightGbmModel(model));
}

/** Reads trees of a run, undefined if there are none. @throws DataError or RunError if they are damaged. */
export async function readTrees(directory: string, kind: TreesKind): Promise<TreeModel | undefined> {
  const path = treesPath(directory, kind);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw pathFailure(RunError, 'read', path, error);
  }
  return readLightGbmModel(text, path);
}

/**
 * What the splits at each of the 784 pixels gained, over all trees that a finished run keeps; undefined if they are not
 * there. @throws DataError or RunError if they are damaged.
 */
export async function readImportance(directory: string): Promise<Float64Array | undefined> {
  const model = await readTrees(directory, 'kept');
  return model?.featureImportance('gain');
}
