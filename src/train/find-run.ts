import { readdir, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { UsageError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { isInUse, RUNS_FOLDER } from './run-directory.ts';
import { holdsRun, type RunRecord, readRecord } from './run-record.ts';

/** Names told where several would do. */
const MOST_NAMES = 5;

/** A run in a folder of runs; one whose run.json cannot be read has the reason in place of it. */
export type ListedRun =
  | { readonly path: string; readonly record: RunRecord }
  | { readonly path: string; readonly problem: string };

/** The runs in a folder, by name. None if there is no such folder. @throws UsageError if it cannot be read. */
export async function listRuns(folder = RUNS_FOLDER): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  for (const path of await runPaths(folder)) {
    try {
      runs.push({ path, record: await recordNow(path) });
    } catch (error) {
      runs.push({ path, problem: (error as Error).message });
    }
  }
  return runs;
}

/** A run that says it is running, but in which no process is at work, was killed: it can be gone on with. */
async function recordNow(path: string): Promise<RunRecord> {
  const record = await readRecord(path);
  if (record.state !== 'running' || (await isInUse(path))) return record;
  // It may have finished since it was read.
  const again = await readRecord(path);
  return again.state === 'running' ? { ...again, state: 'interrupted' } : again;
}

/**
 * Finds a run by its directory, its name, a part of its name that no other has (`brave-otter`), or `latest`.
 * @returns the path of its directory.
 * @throws UsageError if there is none, or several have this part.
 */
export async function findRun(nameOrPath: string, folder = RUNS_FOLDER): Promise<string> {
  if (await holdsRun(nameOrPath)) return resolve(nameOrPath);
  const paths = await runPaths(folder);
  if (nameOrPath === 'latest' && paths.length > 0) return latestRun(folder, paths);
  const exact = paths.find(path => basename(path) === nameOrPath);
  if (exact) return exact;
  const found = paths.filter(path => basename(path).includes(nameOrPath));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw ambiguous(nameOrPath, found);
  const isFolder = (await stat(nameOrPath).catch(() => undefined))?.isDirectory();
  throw new UsageError(
    isFolder ? `${nameOrPath} is a folder, but not that of a run.` : `There is no run '${nameOrPath}'.`,
    { hint: suggestion(nameOrPath, paths) },
  );
}

/** The run that began last, by its record: a name of the user's own choice says nothing of the time. */
async function latestRun(folder: string, paths: readonly string[]): Promise<string> {
  let latest: { path: string; record: RunRecord } | undefined;
  for (const run of await listRuns(folder))
    if ('record' in run && (!latest || run.record.startedAt >= latest.record.startedAt)) latest = run;
  return latest?.path ?? paths.at(-1)!;
}

/** Directories of runs by name, which begins with the time unless the user chose another. */
async function runPaths(folder: string): Promise<string[]> {
  const names = (await namesIn(folder)).sort();
  const paths = names.map(name => resolve(folder, name));
  const areRuns = await Promise.all(paths.map(holdsRun));
  return paths.filter((_, index) => areRuns[index]);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR')
      throw new UsageError(`${folder} is a file; a folder of runs is needed.`, {
        hint: 'Give the folder that the runs lie in.',
        cause: error,
      });
    throw pathFailure(UsageError, 'read', `the folder ${folder}`, error);
  }
}

function ambiguous(part: string, found: readonly string[]): UsageError {
  const names = found.slice(-MOST_NAMES).map(path => basename(path));
  const more = found.length > MOST_NAMES ? ', …' : '';
  return new UsageError(`'${part}' could be any of ${found.length} runs.`, {
    hint: `Say which: ${names.reverse().join(', ')}${more}.`,
  });
}

function suggestion(wanted: string, paths: readonly string[]): string {
  if (paths.length === 0) return 'There are no runs here yet. `qdl train` makes one.';
  const words = paths.map(path => basename(path).split('-').slice(-2).join('-'));
  const names = [...words, ...paths.map(path => basename(path))];
  return `Did you mean '${closest(wanted, names)}'? \`qdl runs\` lists them.`;
}
