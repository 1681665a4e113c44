import { totalmem } from 'node:os';
import { catalogueNotes } from '../catalogue.ts';
import {
  type Divide,
  type DividedDrawings,
  divideBySide,
  type OnOpeningProgress,
  undivided,
} from '../division.ts';
import type { Drawings } from '../drawings.ts';
import { loadDrawings } from '../load-drawings.ts';
import { mapValues } from '../map-values.ts';
import { memorySource } from '../memory-source.ts';
import { mostOf, type Selection } from '../selection.ts';
import type { Side, SideCounts } from '../split.ts';
import { CacheFolder } from './cache-folder.ts';
import { openOnDisk } from './disk-drawings.ts';
import { placeOf } from './memory-plan.ts';
import { type FolderOptions, type OpenFolder, openFolder } from './open-folder.ts';

export interface OpenOptions extends FolderOptions, Selection {
  /**
   * What the drawings may take. If they need more they are read from the disk batch by batch, with the same
   * results. If undefined they are read into memory.
   */
  readonly memoryBytes?: number | undefined;
  /** Where what was worked out from files on disk is kept; in the folder of the drawings if undefined. */
  readonly cacheDirectory?: string | undefined;
  readonly onProgress?: OnOpeningProgress | undefined;
}

export interface OpenedDrawings<Part extends string> extends DividedDrawings<Part> {
  /** Names by label. */
  readonly categories: readonly string[];
  /** What the user should know about files, drawings left out and sides. */
  readonly notes: readonly string[];
  /** The drawings themselves and the rows of each part, to be shared with other threads; undefined if on disk. */
  readonly inMemory:
    | { readonly drawings: Drawings; readonly rows: Readonly<Record<Part, Uint32Array>> }
    | undefined;
}

/**
 * Opens a folder of drawings, split into train, validation and test by content.
 * @throws UsageError for what cannot be, such as more drawings than there are; DataError for unusable files.
 */
export function openSplit(
  folder: string,
  options: OpenOptions & { readonly counts?: SideCounts | undefined },
): Promise<OpenedDrawings<Side>> {
  return openDivided(folder, options, (categories, notes) =>
    divideBySide(options.counts ?? {}, categories, notes),
  );
}

/** Opens a folder of drawings as one part: `all`. */
export function openWhole(folder: string, options: OpenOptions): Promise<OpenedDrawings<'all'>> {
  return openDivided(folder, options, () => undivided);
}

async function openDivided<Part extends string>(
  path: string,
  options: OpenOptions,
  division: (categories: readonly string[], notes: string[]) => Divide<Part>,
): Promise<OpenedDrawings<Part>> {
  const folder = await openFolder(path, options);
  const notes = [...folder.notes];
  try {
    const categories = folder.categories.map(({ name }) => name);
    const divide = division(categories, notes);
    const count = folder.categories.reduce((sum, category) => sum + mostOf(category, options), 0);
    const opened =
      placeOf(count, options.memoryBytes, totalmem()) === 'disk'
        ? await fromDisk(folder, options, divide)
        : await intoMemory(folder, options, divide);
    return { ...opened, categories, notes: [...catalogueNotes(opened.catalogue), ...notes] };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

type Opened<Part extends string> = DividedDrawings<Part> & Pick<OpenedDrawings<Part>, 'inMemory'>;

async function intoMemory<Part extends string>(
  folder: OpenFolder,
  options: OpenOptions,
  divide: Divide<Part>,
): Promise<Opened<Part>> {
  const { onProgress = () => {} } = options;
  const { drawings, keys, catalogue } = await loadDrawings(folder.categories, options, (done, total) =>
    onProgress({ stage: 'reading', done, total }),
  );
  await folder.close();
  const rows = divide(keys, row => drawings.labels[row]!);
  const parts = mapValues(rows, ofPart => memorySource(drawings, ofPart));
  return { catalogue, parts, inMemory: { drawings, rows }, close: async () => {} };
}

async function fromDisk<Part extends string>(
  folder: OpenFolder,
  options: OpenOptions,
  divide: Divide<Part>,
): Promise<Opened<Part>> {
  const cache = await CacheFolder.open(folder.path, options.cacheDirectory);
  await cache.removeStale(folder.paths);
  const memoryBytes = options.memoryBytes!;
  const { onProgress } = options;
  const opened = await openOnDisk(folder.categories, options, divide, { memoryBytes, cache, onProgress });
  return {
    ...opened,
    inMemory: undefined,
    async close() {
      await opened.close();
      await folder.close();
    },
  };
}
