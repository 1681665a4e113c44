import { UsageError } from '../errors.ts';
import { readStudy, StudyFolder } from '../sweep/index.ts';
import { type AskedStudy, completeOptions, optionsToGoOn, type StudyWish } from './complete-options.ts';
import type { StudyOptions } from './study.ts';

/** A study whose folder is claimed. */
export interface BegunStudy<Options> {
  readonly folder: StudyFolder;
  readonly options: Options;
  readonly startedAt: string;
  /** To be told at the start. */
  readonly notes: readonly string[];
  /** Whether it was told before to keep its runs. */
  readonly keptRuns: boolean;
}

/**
 * Begins a study in a folder of its own, which is released when `conduct` has ended.
 * @param out the folder; undefined is a new one below `studies/`.
 * @throws UsageError for options that cannot be; RunError if the folder cannot be used.
 */
export async function beginStudy<Options extends StudyOptions, Finished>(
  study: AskedStudy<Options>,
  { wish, out }: { wish: StudyWish; out: string | undefined },
  conduct: (begun: BegunStudy<Options>) => Promise<Finished>,
): Promise<Finished> {
  const options = completeOptions(study, wish);
  const startedAt = new Date();
  const folder = await StudyFolder.claimNew(out, study.kind, startedAt);
  try {
    return await conduct({ folder, options, startedAt: startedAt.toISOString(), notes: [], keptRuns: false });
  } finally {
    await folder.release();
  }
}

/**
 * Claims the folder of a study that there is, to go on with it.
 * @param wish options that are to be others than before.
 * @throws UsageError or RunError if it cannot go on.
 */
export async function goOnWithStudy<Options extends StudyOptions, Finished>(
  study: AskedStudy<Options>,
  { wish, path }: { wish: StudyWish; path: string },
  conduct: (begun: BegunStudy<Options>) => Promise<Finished>,
): Promise<Finished> {
  await readStudy(path);
  const folder = await StudyFolder.claim(path);
  try {
    const before = await readStudy(folder.path);
    const { kind, startedAt, keepRuns } = before;
    if (kind !== study.kind)
      throw new UsageError(`${folder.path} is a study of ${kind}, not of ${study.kind}.`, {
        hint: `Go on with it with \`qdl experiment ${kind} --resume\`.`,
      });
    const { options, notes } = optionsToGoOn(study, before, wish);
    return await conduct({ folder, options, startedAt, notes, keptRuns: keepRuns });
  } finally {
    await folder.release();
  }
}
