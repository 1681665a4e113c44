import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { STUDIES_FOLDER } from './study-folder.ts';
import { holdsStudy } from './study-record.ts';

/**
 * Finds a study by its folder, by its name below `studies/`, or `latest`: the last one of a kind that was given no place.
 * @returns the path of its folder.
 * @throws UsageError if there is none.
 */
export async function findStudy(nameOrPath: string, kind: string): Promise<string> {
  const name = nameOrPath === 'latest' ? await latestName(kind) : nameOrPath;
  for (const path of [nameOrPath, ...(name === undefined ? [] : [join(STUDIES_FOLDER, name)])])
    if (await holdsStudy(path)) return resolve(path);
  throw new UsageError(`There is no study '${nameOrPath}'.`, {
    hint: 'Name its folder: the one that has a study.json.',
  });
}

/** Names begin with the time. */
async function latestName(kind: string): Promise<string | undefined> {
  const names = await readdir(STUDIES_FOLDER).catch(() => []);
  return names
    .filter(name => name.includes(`-${kind}`))
    .sort()
    .at(-1);
}
