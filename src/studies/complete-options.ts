import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { packageVersion } from '../node/version.ts';
import { codeFingerprint, type StudyRecord } from '../sweep/index.ts';
import type { Study, StudyOptions } from './study.ts';

/** Options of a study, of which any may be left out: undefined counts as left out. */
export type StudyWish = Readonly<Record<string, unknown>>;

/** What is asked of a study to deal with its options. */
export type AskedStudy<Options extends StudyOptions> = Pick<Study<Options>, 'kind' | 'schema'>;

/**
 * Fills in what is left out. The folder of drawings gets its whole path: a study can go on in another working directory.
 * @throws UsageError that names the first value that makes no sense.
 */
export function completeOptions<Options extends StudyOptions>(
  study: AskedStudy<Options>,
  wish: StudyWish,
): Options {
  const parsed = study.schema.safeParse(said(wish));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new UsageError(`The study of ${study.kind} makes no sense: ${path.join('.')}: ${message}.`);
  }
  const { data } = parsed.data;
  return { ...parsed.data, data: data === null ? null : resolve(data) };
}

/**
 * The options with which a study goes on, and what the user should know about how they differ from those before.
 * @throws UsageError for what makes no sense.
 */
export function optionsToGoOn<Options extends StudyOptions>(
  study: AskedStudy<Options>,
  before: StudyRecord,
  wish: StudyWish,
): { options: Options; notes: string[] } {
  const options = completeOptions(study, { ...before.options, ...said(wish) });
  const { version, fingerprint } = before.code;
  const notes = differences(before.options, options);
  if (fingerprint !== codeFingerprint)
    notes.push(
      `The study was begun by ${version === packageVersion() ? 'other code of the same version' : `version ${version}`}; this is ${packageVersion()}: what that code found is not used.`,
    );
  return { options, notes };
}

function differences(before: StudyRecord['options'], now: object): string[] {
  return Object.entries(now).flatMap(([name, value]) => {
    const [old, current] = [before[name], value].map(part => JSON.stringify(part) ?? 'nothing');
    return old === current
      ? []
      : [`${name} was ${old} and is ${current} now: what does not fit any more is run anew.`];
  });
}

function said(wish: StudyWish): StudyWish {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}
