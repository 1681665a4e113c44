import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isLocked, takeLock, type Unlock } from '../data/node/index.ts';
import { RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { runName } from './run-name.ts';
import { holdsRun } from './run-record.ts';
import { makeFolder } from './write-file.ts';

/** Where runs go that are not given a place. */
export const RUNS_FOLDER = 'runs';

const LOCK = 'lock';

/** A run's directory that no other process writes to. */
export interface ClaimedDirectory {
  readonly path: string;
  /** Lets others have it. Takes it away again if there is nothing in it. */
  release(): Promise<void>;
}

/**
 * Makes the directory of a new run and claims it.
 * @param out its place; left out, a new name below `runs/`.
 * @throws RunError if the place holds a run or something else, or cannot be written.
 */
export async function claimNewDirectory(
  out: string | undefined,
  { startedAt, model }: { startedAt: Date; model: string },
): Promise<ClaimedDirectory> {
  const claimed = await claim(resolve(out ?? (await freeName(startedAt, model))));
  const { path } = claimed;
  if (await holdsRun(path)) {
    await claimed.release();
    throw new RunError(`${path} already holds a run.`, {
      hint: 'Go on with it (--resume), or choose another place (--out).',
    });
  }
  const others = (await readdir(path)).filter(name => name !== LOCK && !name.endsWith('.partial'));
  if (others.length > 0) {
    await claimed.release();
    throw new RunError(`${path} is not empty, and what is in it is not a run.`, {
      hint: 'Choose another place with --out.',
    });
  }
  return claimed;
}

/**
 * Claims the directory of a run that there is. @throws RunError if another process has it, or it cannot be
 * written.
 */
export function claimDirectory(path: string): Promise<ClaimedDirectory> {
  return claim(resolve(path));
}

/** Whether a process is at work in the directory of a run. */
export function isInUse(path: string): Promise<boolean> {
  return isLocked(join(resolve(path), LOCK));
}

async function claim(path: string): Promise<ClaimedDirectory> {
  await makeFolder(path);
  // Fails where there is something in it.
  const removeEmpty = () => rmdir(path).catch(() => {});
  const unlock = await lock(path).catch(async error => {
    await removeEmpty();
    throw error;
  });
  return {
    path,
    async release() {
      await unlock();
      await removeEmpty();
    },
  };
}

async function lock(path: string): Promise<Unlock> {
  try {
    return await takeLock(join(path, LOCK), `The run ${path}`);
  } catch (error) {
    const { message, hint, cause } = error as RunError;
    throw new RunError(message, { ...(hint !== undefined && { hint }), cause });
  }
}

/** A name that is not taken. The words tell runs apart that began in the same second. */
async function freeName(startedAt: Date, model: string): Promise<string> {
  const taken = new Set(await readdir(RUNS_FOLDER).catch(() => []));
  for (let pick = startedAt.getTime() % 4096; ; pick++) {
    const name = runName(startedAt, model, pick);
    if (!taken.has(name)) return join(RUNS_FOLDER, name);
  }
}

/** Reads a text file of a run; '' if there is none. */
export async function readTextOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw pathFailure(RunError, 'read', path, error);
  }
}

/** Removes the files of a directory whose names begin with `prefix`. */
export async function removeFiles(directory: string, prefix: string): Promise<void> {
  for (const name of await readdir(directory))
    if (name.startsWith(prefix)) await rm(join(directory, name), { force: true });
}
