import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { takeLock } from '../data/node/index.ts';
import { isLabError, RunError } from '../errors.ts';
import { makeFolder } from '../node/make-folder.ts';
import { pathFailure } from '../node/path-failure.ts';
import { saveFile } from '../node/save-file.ts';
import { ResultStore } from './result-store.ts';
import { holdsStudy } from './study-record.ts';

/** Where studies go that are not given a place. */
export const STUDIES_FOLDER = 'studies';

const LOCK = 'lock';

/**
 * The folder of a study that no other process works in:
 *
 *     study.json         what it is, where it stands, what came out of it
 *     results.csv        a row a cell
 *     cells/<key>.json   a cell's result
 *     work/<key>/        the run of a cell under way
 *     runs/<key>/        the runs of cells that are done, where they are kept
 */
export class StudyFolder {
  readonly path: string;
  readonly results: ResultStore;
  readonly #unlock: () => Promise<void>;

  private constructor(path: string, unlock: () => Promise<void>) {
    this.path = path;
    this.results = new ResultStore(path);
    this.#unlock = unlock;
  }

  /**
   * Claims the folder of a study that there is.
   * @throws RunError if another process has it, or it cannot be written.
   */
  static async claim(path: string): Promise<StudyFolder> {
    const folder = resolve(path);
    await makeFolder(folder).catch(error => {
      throw pathFailure(RunError, 'write', folder, error);
    });
    try {
      return new StudyFolder(folder, await takeLock(join(folder, LOCK), `The study ${folder}`));
    } catch (error) {
      await removeIfEmpty(folder);
      throw isLabError(error) ? asRunError(error) : error;
    }
  }

  /**
   * Makes the folder of a new study and claims it.
   * @param out its place; left out, a new name below `studies/`.
   * @throws RunError if the place holds a study or something else, or cannot be written.
   */
  static async claimNew(out: string | undefined, kind: string, startedAt: Date): Promise<StudyFolder> {
    const folder = await StudyFolder.claim(out ?? (await freePlace(kind, startedAt)));
    const { path } = folder;
    const others = (await readdir(path)).filter(name => name !== LOCK && !name.endsWith('.partial'));
    if (others.length === 0) return folder;
    await folder.release();
    if (await holdsStudy(path))
      throw new RunError(`${path} already holds a study.`, {
        hint: 'Go on with it (--resume), or choose another place (--out).',
      });
    throw new RunError(`${path} is not empty, and what is in it is not a study.`, {
      hint: 'Choose another place with --out.',
    });
  }

  /** For the runs of cells under way. */
  get workFolder(): string {
    return join(this.path, 'work');
  }

  /** Where the run of a cell is kept. */
  keptRun(key: string): string {
    return join(this.path, 'runs', key);
  }

  async writeTable(csv: string): Promise<void> {
    await saveFile(join(this.path, 'results.csv'), csv);
  }

  /** Deals with the run of a cell whose result is published: keeps it, weights and all, or removes it. */
  async putAway(key: string, keep: boolean): Promise<void> {
    const run = join(this.workFolder, key);
    if (keep) {
      const kept = this.keptRun(key);
      await makeFolder(join(this.path, 'runs'));
      await rename(run, kept).catch(error => {
        // An executor elsewhere has no run here; and of a cell that is run twice the first run stays.
        if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? ''))
          throw error;
      });
    }
    await rm(run, { recursive: true, force: true });
    await rmdir(this.workFolder).catch(() => {});
  }

  /** Removes what runs have left that never came to their end. */
  async clearWork(): Promise<void> {
    await rm(this.workFolder, { recursive: true, force: true });
  }

  /** Lets others have it. */
  async release(): Promise<void> {
    await this.#unlock();
    await removeIfEmpty(this.path);
  }
}

function asRunError({
  message,
  hint,
  cause,
}: {
  message: string;
  hint: string | undefined;
  cause?: unknown;
}) {
  return new RunError(message, { ...(hint !== undefined && { hint }), cause });
}

/** Takes nothing away where there is something in it. The folder of studies goes with its only one. */
async function removeIfEmpty(path: string): Promise<void> {
  const places = dirname(path) === resolve(STUDIES_FOLDER) ? [path, dirname(path)] : [path];
  for (const place of places) await rmdir(place).catch(() => {});
}

/** `studies/20251124-193012-categories`; with a number behind it if that is taken. */
async function freePlace(kind: string, startedAt: Date): Promise<string> {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [startedAt.getFullYear(), two(startedAt.getMonth() + 1), two(startedAt.getDate())].join('');
  const time = [startedAt.getHours(), startedAt.getMinutes(), startedAt.getSeconds()].map(two).join('');
  const taken = new Set(await readdir(STUDIES_FOLDER).catch(() => []));
  const name = `${day}-${time}-${kind}`;
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return join(STUDIES_FOLDER, candidate);
  }
}
