import { readFile } from 'node:fs/promises';
import { type OpeningProgress, parseDrawingNames, type Side } from '../data/index.ts';
import { type OpenedDrawings, openSplit, starterFolder } from '../data/node/index.ts';
import { UsageError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import type { TrainConfig } from './config.ts';

/**
 * Opens the drawings that a configuration tells of, split into its sides.
 * @throws UsageError for what cannot be, such as one category only; DataError for unusable files.
 */
export async function openRunDrawings(
  config: TrainConfig,
  onProgress: (progress: OpeningProgress) => void,
): Promise<OpenedDrawings<Side>> {
  const { train, validation, test } = config;
  const drawings = await openSplit(config.data ?? starterFolder, {
    categories: config.categories ?? undefined,
    perCategory: config.perCategory ?? undefined,
    splitSeed: config.splitSeed,
    exclude: config.exclude === null ? undefined : await readExclusions(config.exclude),
    counts: {
      ...(train !== null && { train }),
      ...(validation !== null && { validation }),
      ...(test !== null && { test }),
    },
    memoryBytes: config.memory ?? undefined,
    onProgress,
  });
  const [only, another] = drawings.categories;
  if (another !== undefined) return drawings;
  await drawings.close();
  throw new UsageError(`There is one category only, ${only}: there is nothing to tell apart.`, {
    hint: 'Name two or more with --categories, or give a folder with more.',
  });
}

async function readExclusions(path: string): Promise<Set<bigint>> {
  const text = await readFile(path, 'utf8').catch(error => {
    throw pathFailure(UsageError, 'read', `the list of drawings to leave out, ${path}`, error);
  });
  return parseDrawingNames(text, path);
}
