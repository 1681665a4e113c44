import { existsSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { DataError } from '../../errors.ts';
import { folderFailure } from './folder-failure.ts';
import { isRunning, processIdentity } from './process-identity.ts';

const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** When the lock was taken. */
  since: z.string(),
  /** Tells the process apart from another one of the same number. */
  identity: z.string().optional(),
});
type Owner = z.infer<typeof ownerSchema>;

/** Gives a lock back. */
export type Unlock = () => Promise<void>;

/** Locks of this process. A lock with its number that is not among them was left by an earlier process of that number. */
const held = new Set<string>();

/**
 * Takes the lock file `path`, so that two processes do not work in one place. A lock whose process no longer runs
 * on this machine is taken over.
 * @param what names what is locked, to be followed by `is in use`.
 * @throws DataError when another process holds it; FolderFailure when it cannot be written.
 */
export async function takeLock(path: string, what: string): Promise<Unlock> {
  const { pid } = process;
  const owner = { pid, host: hostname(), since: new Date().toISOString(), identity: processIdentity(pid) };
  if (!(await create(path, owner))) {
    const holder = await readOwner(path);
    if (isAlive(holder, path)) throw inUse(path, what, holder);
    await putAside(path, what, holder);
    if (!(await create(path, owner))) throw inUse(path, what, await readOwner(path));
  }
  held.add(path);
  return async () => {
    held.delete(path);
    await rm(path, { force: true });
  };
}

/** Whether a process works in the place that the lock file `path` is for. */
export async function isLocked(path: string): Promise<boolean> {
  return existsSync(path) && isAlive(await readOwner(path), path);
}

async function create(path: string, owner: Owner): Promise<boolean> {
  let isMade = false;
  try {
    const handle = await open(path, 'wx');
    isMade = true;
    await handle.writeFile(JSON.stringify(owner)).finally(() => handle.close());
    return true;
  } catch (error) {
    // On a full disk the file is made, but empty: it would lock everyone out.
    if (isMade) await rm(path, { force: true });
    else if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw folderFailure(path, error);
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** A lock of another machine, or one that cannot be read, may well be held. */
function isAlive(owner: Owner | undefined, path: string): boolean {
  if (owner === undefined || owner.host !== hostname()) return true;
  if (owner.pid === process.pid) return held.has(path);
  return isRunning(owner.pid, owner.identity);
}

/** Moves a dead process's lock away; if another process was quicker and it was his that moved, puts it back. */
async function putAside(path: string, what: string, dead: Owner | undefined): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw folderFailure(path, error);
  }
  const moved = await readOwner(aside);
  if (moved?.pid !== dead?.pid || moved?.since !== dead?.since) {
    await rename(aside, path);
    throw inUse(path, what, moved);
  }
  await rm(aside, { force: true });
}

function inUse(path: string, what: string, owner: Owner | undefined): DataError {
  const by = owner === undefined ? '' : ` by process ${owner.pid} on ${owner.host} since ${owner.since}`;
  return new DataError(`${what} is in use${by}.`, {
    hint: `Wait until it is done. If no such process runs any more, remove ${path}.`,
  });
}
