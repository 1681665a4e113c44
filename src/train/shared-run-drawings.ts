import { type OpeningProgress, type SharedDrawings, type Side, selectSplit } from '../data/index.ts';
import { type OpenedDrawings, shareDrawings, starterFolder } from '../data/node/index.ts';
import { withLabelNoise } from './label-noise.ts';
import { type DrawingsConfig, selectionOf, sideCountsOf } from './run-drawings.ts';

interface SharingOptions {
  /** What the drawings may take. */
  readonly memoryBytes: number;
  readonly onProgress: (progress: OpeningProgress) => void;
}

/**
 * Reads the drawings that a configuration tells of into memory that several runs share, on several threads.
 * @returns undefined if they would take too much.
 * @throws UsageError and DataError as for a run.
 */
export async function shareRunDrawings(
  config: DrawingsConfig,
  { memoryBytes, onProgress }: SharingOptions,
): Promise<SharedDrawings | undefined> {
  const selection = await selectionOf(config);
  return shareDrawings(config.data ?? starterFolder, { ...selection, memoryBytes, onProgress });
}

/**
 * The drawings of a run out of shared ones, the same as `openRunDrawings` opens from files.
 * @param shared drawings of the same folder, split seed and exclusions; at least those that the configuration takes.
 */
export async function selectRunDrawings(
  shared: SharedDrawings,
  config: DrawingsConfig,
): Promise<OpenedDrawings<Side>> {
  const opened = await selectSplit(shared, {
    categories: config.categories ?? shared.drawings.categories,
    perCategory: config.perCategory ?? undefined,
    counts: sideCountsOf(config),
  });
  return withLabelNoise(opened, config);
}
