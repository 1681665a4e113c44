import { basename, resolve } from 'node:path';
import { listFolder, starterFolder } from '../../data/node/index.ts';
import { packageVersion } from '../../node/version.ts';
import {
  codeFingerprint,
  formatResultsTable,
  STUDY_SCHEMA,
  type StudyFolder,
  type StudyRecord,
  writeStudy,
} from '../../sweep/index.ts';
import { type BegunStudy, beginStudy, goOnWithStudy } from '../begun-study.ts';
import type { StudyWish } from '../complete-options.ts';
import { type FinishedStudy, leave } from '../conclude.ts';
import { GridStages, type StageEvent } from '../grid-stages.ts';
import type { StudyControls } from '../study-controls.ts';
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
  return beginStudy(study, { wish, out: controls.out }, begun => bringToEnd(begun, controls));
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
  return goOnWithStudy(study, { wish, path }, begun => bringToEnd(begun, controls));
}

async function bringToEnd(
  { folder, options, startedAt, notes }: BegunStudy<CleaningOptions>,
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
    code: { version: packageVersion(), fingerprint: codeFingerprint },
    startedAt,
    endedAt: null,
    options: { ...options },
    keepRuns: false,
    design: { ...plan },
    notes: [...notes],
    cells: [],
    failures: [],
    rows: [],
    verdicts: [],
  };
  await writeStudy(folder.path, record);
  onEvent({ type: 'start', directory: folder.path });
  try {
    const stages = await GridStages.open({ folder, drawings: plan.config, controls, onEvent, signal });
    return await answer(record, { options, plan, folder, stages });
  } catch (error) {
    if (!signal.aborted) await leave(folder, record, error);
    else await writeStudy(folder.path, { ...record, state: 'interrupted', endedAt: now() });
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
