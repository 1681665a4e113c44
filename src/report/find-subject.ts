import { join, resolve } from 'node:path';
import { holdsStudy, STUDIES_FOLDER } from '../sweep/index.ts';
import { findRun } from '../train/index.ts';

/** What a report can be about, with its folder. */
export type Subject = { readonly kind: 'run' | 'study'; readonly directory: string };

/**
 * Finds a study by its folder or its name below `studies/`, or a run as every command does: by its directory, a part of
 * its name, or `latest`.
 * @throws UsageError if there is neither.
 */
export async function findSubject(nameOrPath: string): Promise<Subject> {
  for (const path of [nameOrPath, join(STUDIES_FOLDER, nameOrPath)])
    if (await holdsStudy(path)) return { kind: 'study', directory: resolve(path) };
  return { kind: 'run', directory: await findRun(nameOrPath) };
}
