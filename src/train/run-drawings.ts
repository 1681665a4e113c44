import { readFile } from 'node:fs/promises';
import { type OpeningProgress, parseDrawingNames, type Side, type SideCounts } from '../data/index.ts';
import { type OpenedDrawings, openSplit, starterFolder } from '../data/node/index.ts';
import { UsageError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { withLabelNoise } from './label-noise.ts';
import type { RunConfig } from './run-config.ts';

/** What a configuration tells of its drawings. */
export type DrawingsConfig = Pick<
  RunConfig,
  | 'data'
  | 'categories'
  | 'perCategory'
  | 'train'
  | 'validation'
  | 'test'
  | 'exclude'
  | 'labelNoise'
  | 'labelNoiseShape'
  | 'labelNoiseSeed'
  | 'splitSeed'
  | 'memory'
>;

/** Opens the drawings of a run. */
export type OpenDrawings = (
  config: DrawingsConfig,
  onProgress: (progress: OpeningProgress) => void,
) => Promise<OpenedDrawings<Side>>;

/**
 * Opens the drawings that a configuration tells of, split into its sides.
 * @throws UsageError for what cannot be, such as one category only; DataError for unusable files.
 */
export async function openRunDrawings(
  config: DrawingsConfig,
  onProgress: (progress: OpeningProgress) => void,
): Promise<OpenedDrawings<Side>> {
  const drawings = await openSplit(config.data ?? starterFolder, {
    ...(await selectionOf(config)),
    counts: sideCountsOf(config),
    memoryBytes: config.memory ?? undefined,
    onProgress,
  });
  try {
    refuseOneCategory(drawings.categories);
    return withLabelNoise(drawings, config);
  } catch (error) {
    await drawings.close();
    throw error;
  }
}

function refuseOneCategory([only, another]: readonly string[]): void {
  if (another !== undefined) return;
  throw new UsageError(`There is one category only, ${only}: there is nothing to tell apart.`, {
    hint: 'Name two or more with --categories, or give a folder with more.',
  });
}

/** Which drawings of the folder a configuration takes, all sides together. */
export async function selectionOf({ categories, perCategory, splitSeed, exclude }: DrawingsConfig) {
  return {
    categories: categories ?? undefined,
    perCategory: perCategory ?? undefined,
    splitSeed,
    exclude: exclude === null ? undefined : await readExclusions(exclude),
  };
}

/** The exact numbers that a configuration asks for. */
export function sideCountsOf({ train, validation, test }: DrawingsConfig): SideCounts {
  return {
    ...(train !== null && { train }),
    ...(validation !== null && { validation }),
    ...(test !== null && { test }),
  };
}

async function readExclusions(path: string): Promise<Set<bigint>> {
  const text = await readFile(path, 'utf8').catch(error => {
    throw pathFailure(UsageError, 'read', `the list of drawings to leave out, ${path}`, error);
  });
  return parseDrawingNames(text, path);
}
