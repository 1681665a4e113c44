import { stat } from 'node:fs/promises';
import { fileCount } from '../catalogue.ts';
import { countDuplicates, type Duplicates } from '../duplicates.ts';
import { duplicateFindings, type Finding, faultOf, fileFindings } from '../findings.ts';
import { forEachAtOnce } from '../for-each-at-once.ts';
import { type CategorySurvey, sumSurveys, surveyCategory } from '../survey.ts';
import { type FolderOptions, openFolder } from './open-folder.ts';

/** Categories read at the same time: one is unpacked while another one is counted. */
const CATEGORIES_AT_ONCE = 4;

interface SizedSurvey extends CategorySurvey {
  /** Size of the files on disk. */
  readonly bytes: number;
}

export interface SurveyFolderOptions extends FolderOptions {
  /** Seed of the split whose sides are counted. */
  readonly splitSeed: number;
  readonly signal: AbortSignal;
  /** Called now and then with the number of drawings read. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A folder of drawings that was read from end to end. */
export interface FolderSurvey extends Pick<CategorySurvey, 'ink' | 'sides'> {
  readonly path: string;
  readonly categories: readonly SizedSurvey[];
  readonly duplicates: Duplicates;
  /** What the user should know: files that are not used and why. */
  readonly notes: readonly string[];
}

/**
 * Reads every drawing of a folder once.
 * @throws UsageError and DataError as `openFolder` does; the signal's reason when aborted. A file that turns out to be
 *   damaged further on is no error here: its survey tells.
 */
export async function surveyFolder(folder: string, options: SurveyFolderOptions): Promise<FolderSurvey> {
  const { splitSeed, signal, onProgress = () => {} } = options;
  const opened = await openFolder(folder, options);
  try {
    const total = opened.categories.reduce((sum, category) => sum + fileCount(category), 0);
    const categories: SizedSurvey[] = [];
    let done = 0;
    const onRows = (rows: number) => {
      done += rows;
      onProgress(done, total);
    };
    await forEachAtOnce(opened.categories.entries(), CATEGORIES_AT_ONCE, async ([at, category]) => {
      const survey = await surveyCategory(category, { splitSeed, signal, onRows });
      categories[at] = { ...survey, bytes: await bytesOf(category.files) };
    });
    const hashed = categories.map(({ name, files }) => ({ name, hashes: joinHashes(files) }));
    const duplicates = countDuplicates(hashed);
    return { path: opened.path, notes: opened.notes, categories, duplicates, ...sumSurveys(categories) };
  } finally {
    await opened.close();
  }
}

/** What `verifyFolder` found out. */
export interface FolderVerdict extends FolderSurvey {
  readonly findings: readonly Finding[];
}

/**
 * Reads every drawing of a folder and says what is broken and what is odd.
 * @throws UsageError as `openFolder` does; the signal's reason when aborted.
 */
export async function verifyFolder(folder: string, options: SurveyFolderOptions): Promise<FolderVerdict> {
  const unreadable: Finding[] = [];
  const survey = await surveyFolder(folder, {
    ...options,
    onUnreadable: (path, error) =>
      unreadable.push({ kind: 'broken', where: path, what: faultOf(path, error) }),
  });
  const { path, categories, duplicates, notes } = survey;
  const findings = [
    ...unreadable.sort((a, b) => (a.where < b.where ? -1 : 1)),
    ...categories.flatMap(({ files }) => files.flatMap(fileFindings)),
    ...duplicateFindings(
      categories.map(({ name }) => name),
      duplicates,
    ),
    ...notes.map((note): Finding => ({ kind: 'odd', where: path, what: note })),
  ];
  return { ...survey, findings };
}

async function bytesOf(files: readonly { readonly path: string }[]): Promise<number> {
  const stats = await Promise.all(files.map(({ path }) => stat(path)));
  return stats.reduce((sum, { size }) => sum + size, 0);
}

function joinHashes(files: CategorySurvey['files']): BigUint64Array {
  const joined = new BigUint64Array(files.reduce((sum, { hashes }) => sum + hashes.length, 0));
  let end = 0;
  for (const { hashes } of files) {
    joined.set(hashes, end);
    end += hashes.length;
  }
  return joined;
}
