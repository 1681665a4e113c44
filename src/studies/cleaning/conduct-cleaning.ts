import { basename, resolve } from 'node:path';
import { listFolder, starterFolder } from '../../data/node/index.ts';
import { UsageError } from '../../errors.ts';
import { packageVersion } from '../../node/version.ts';
import {
  formatResultsTable,
  readStudy,
  STUDY_SCHEMA,
  StudyFolder,
  type StudyRecord,
  writeStudy,
} from '../../sweep/index.ts';
import { completeOptions, optionsToGoOn, type StudyWish } from '../complete-options.ts';
import type { FinishedStudy } from '../conclude.ts';
import type { StudyControls } from '../study-controls.ts';
import { GridStages, type StageEvent } from './grid-stages.ts';
import { type CleaningOptions, cleaningOptionsSchema } from './options.ts';
import { type CleaningPlan, planCleaning } from './plan.ts';
import { CleaningQuestion } from './question.ts';
import { summaryRows } from './summary-rows.ts';

const KIND = 'clean';
/** What the other studies' ways of dealing with options need to know of this one. */
const study = { kind: KIND, schema: cleaningOptionsSchema };

/** What the study of cleaning tells on its way. */
export type CleaningEvent = StageEvent | { readonly type: 'start'; readonly directory: string };

export interface CleaningControls extends Omit<StudyControls, 'onEvent' | 'keepRuns'> {
  readonly onEvent?: ((event: CleaningEvent) => void) | undefined;
}

/**
 * Asks whether label issues are found, and what removing them is good for; see `CleaningQuestion`.
 * @param controls `out`: the study's folder; left out, a new one below `studies/`.
 * @throws UsageError for options or drawings that cannot be; RunError if the folder cannot be used or a run failed.
 */
export async function conductCleaning(
  wish: StudyWish,
  controls: CleaningControls & { readonly out?: string | undefined } = {},
): Promise<FinishedStudy> {
  const options = completeOptions(study, wish);
  const startedAt = new Date();
  const folder = await StudyFolder.claimNew(controls.out, KIND, startedAt);
  try {
    return await bringToEnd(folder, { options, startedAt: startedAt.toISOString(), notes: [] }, controls);
  } finally {
    await folder.release();
  }
}

/**
 * Goes on with a study of cleaning; what is done of it is kept.
 * @throws UsageError or RunError if it cannot go on.
 */
export async function resumeCleaning(
  path: string,
  wish: StudyWish = {},
  controls: CleaningControls = {},
): Promise<FinishedStudy> {
  await readStudy(path);
  const folder = await StudyFolder.claim(path);
  try {
    const before = await readStudy(folder.path);
    if (before.kind !== KIND)
      throw new UsageError(`${folder.path} is a study of ${before.kind}, not of ${KIND}.`, {
        hint: `Go on with it with \`qdl experiment ${before.kind} --resume\`.`,
      });
    const { options, notes } = optionsToGoOn(study, before, wish);
    return await bringToEnd(folder, { options, startedAt: before.startedAt, notes }, controls);
  } finally {
    await folder.release();
  }
}

interface Begun {
  readonly options: CleaningOptions;
  readonly startedAt: string;
  readonly notes: readonly string[];
}

async function bringToEnd(
  folder: StudyFolder,
  { options, startedAt, notes }: Begun,
  controls: CleaningControls,
): Promise<FinishedStudy> {
  const { onEvent = () => {}, signal = new AbortController().signal } = controls;
  for (const text of notes) onEvent({ type: 'note', text });
  const data = options.data === null ? null : resolve(options.data);
  const { categories } = await listFolder(data ?? starterFolder);
  const plan = planCleaning({ ...options, data }, categories);
  const record: StudyRecord = {
    schema: STUDY_SCHEMA,
    name: basename(folder.path),
    kind: KIND,
    state: 'running',
    failure: null,
    code: { version: packageVersion() },
    startedAt,
    endedAt: null,
    options: { ...options },
    design: { ...plan },
    notes: [...notes],
    cells: [],
    failures: [],
    rows: [],
  };
  await writeStudy(folder.path, record);
  onEvent({ type: 'start', directory: folder.path });
  try {
    const stages = await GridStages.open({ folder, drawings: plan.config, controls, onEvent, signal });
    return await answer(record, { options, plan, folder, stages });
  } catch (error) {
    const failure = signal.aborted ? null : error instanceof Error ? error.message : String(error);
    const state = signal.aborted ? 'interrupted' : 'failed';
    // The disk may be full, which is why it failed: that is told by `error`.
    await writeStudy(folder.path, { ...record, state, failure, endedAt: now() }).catch(() => {});
    throw error;
  }
}

interface Asked {
  readonly options: CleaningOptions;
  readonly plan: CleaningPlan;
  readonly folder: StudyFolder;
  readonly stages: GridStages;
}

async function answer(record: StudyRecord, { options, plan, folder, stages }: Asked): Promise<FinishedStudy> {
  const answers = await new CleaningQuestion({ options, plan, stages, folder }).answer();
  const { outcomes, naturalShare, detection, removal } = answers;
  const results = new Map(outcomes.map(({ task, result }) => [task.key, result]));
  await folder.writeTable(formatResultsTable(outcomes, key => results.get(key)));
  const finished: StudyRecord = {
    ...record,
    state: 'finished',
    endedAt: now(),
    design: { ...record.design, naturalShare, detection, removal },
    cells: outcomes.map(({ cell, task }) => ({
      key: task.key,
      name: cell.name,
      factors: { ...cell.factors },
    })),
    rows: summaryRows(answers).map(row => ({ ...row })),
  };
  await writeStudy(folder.path, finished);
  return { directory: folder.path, record: finished };
}

function now(): string {
  return new Date().toISOString();
}
