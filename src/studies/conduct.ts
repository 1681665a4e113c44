import { basename } from 'node:path';
import { listFolder, starterFolder } from '../data/node/index.ts';
import { packageVersion } from '../node/version.ts';
import {
  codeFingerprint,
  fillPool,
  type GridResults,
  openFromPool,
  type PlannedCell,
  type PooledDrawings,
  planCells,
  runCells,
  STUDY_SCHEMA,
  type StudyFolder,
  type StudyRecord,
  ThreadPool,
  writeStudy,
} from '../sweep/index.ts';
import { type BegunStudy, beginStudy, goOnWithStudy } from './begun-study.ts';
import type { StudyWish } from './complete-options.ts';
import { conclude, type FinishedStudy, leave } from './conclude.ts';
import { runPreparation } from './run-preparation.ts';
import type { Study, StudyOptions } from './study.ts';
import type { ActiveControls, ExecutorPlace, StudyControls } from './study-controls.ts';
import { tellCost } from './tell-cost.ts';

/**
 * Asks a question in a folder of its own.
 * @param controls `out`: the folder; left out, a new one below `studies/`.
 * @throws UsageError for options or drawings that cannot be; RunError if the folder cannot be used.
 */
export async function conductStudy<Options extends StudyOptions, Findings>(
  study: Study<Options, Findings>,
  wish: StudyWish,
  controls: StudyControls & { readonly out?: string | undefined } = {},
): Promise<FinishedStudy> {
  return beginStudy(study, { wish, out: controls.out }, begun => bringToEnd(study, begun, controls));
}

/**
 * Goes on with a study that was stopped or killed, or in which cells failed: only those without a result are run. It may
 * be asked for another grid than before; what still belongs to it is found again.
 * @param path its folder.
 * @param wish options that are to be others than before.
 * @throws UsageError or RunError if it cannot go on.
 */
export async function resumeStudy<Options extends StudyOptions, Findings>(
  study: Study<Options, Findings>,
  path: string,
  wish: StudyWish = {},
  controls: StudyControls = {},
): Promise<FinishedStudy> {
  return goOnWithStudy(study, { wish, path }, begun => bringToEnd(study, begun, controls));
}

async function bringToEnd<Options extends StudyOptions, Findings>(
  study: Study<Options, Findings>,
  begun: BegunStudy<Options>,
  asked: StudyControls,
): Promise<FinishedStudy> {
  const { folder, options, notes } = begun;
  const { onEvent = () => {}, signal = new AbortController().signal } = asked;
  const keepRuns = begun.keptRuns || asked.keepRuns === true;
  const controls: ActiveControls = { ...asked, keepRuns, onEvent, signal };
  const { categories } = await listFolder(options.data ?? starterFolder);
  const start = newRecord(study.kind, begun, keepRuns);
  const findings = await runPreparation(study.prepare?.(options, categories), { start, folder, controls });
  const plan = study.plan(options, categories, findings);
  for (const text of [...notes, ...plan.notes]) onEvent({ type: 'note', text });
  const drawings = await fillPool(
    plan.cells.map(({ config }) => config),
    {
      memory: controls.memory ?? null,
      onProgress: progress => {
        signal.throwIfAborted();
        onEvent({ type: 'opening', progress });
      },
    },
  );
  const openDrawings = openFromPool(drawings.pool, drawings.memoryLeft);
  const cells = await planCells(plan.cells, { openDrawings, code: codeFingerprint, signal });
  if (study.isEstimated) await tellCost(cells, { folder, openDrawings, controls });
  const record: StudyRecord = {
    ...start,
    design: plan.design,
    notes: [...plan.notes],
    cells: cells.map(({ cell, task }) => ({ key: task.key, name: cell.name, factors: { ...cell.factors } })),
  };
  await writeStudy(folder.path, record);
  onEvent({ type: 'start', directory: folder.path });
  const run = { study, options, folder, record, cells };
  try {
    const grid = await runAll(run, drawings, controls);
    const isInterrupted = signal.aborted;
    const finished = await conclude(run, grid, isInterrupted);
    if (isInterrupted) throw signal.reason;
    return finished;
  } catch (error) {
    if (!signal.aborted) await leave(folder, record, error);
    throw error;
  }
}

/** study.json at the beginning, before anything is planned. */
function newRecord(
  kind: string,
  { folder, options, startedAt }: BegunStudy<StudyOptions>,
  keepRuns: boolean,
): StudyRecord {
  return {
    schema: STUDY_SCHEMA,
    name: basename(folder.path),
    kind,
    state: 'running',
    failure: null,
    code: { version: packageVersion(), fingerprint: codeFingerprint },
    startedAt,
    endedAt: null,
    options: { ...options },
    keepRuns,
    design: {},
    notes: [],
    cells: [],
    failures: [],
    rows: [],
    verdicts: [],
  };
}

async function runAll(
  { folder, cells }: { folder: StudyFolder; cells: readonly PlannedCell[] },
  drawings: PooledDrawings,
  controls: ActiveControls,
): Promise<GridResults> {
  const { threads = null, keepRuns, onEvent, signal, clock = () => performance.now() } = controls;
  const { createExecutor = (place: ExecutorPlace) => new ThreadPool(place) } = controls;
  const executor = createExecutor({ drawings, workFolder: folder.workFolder, threads });
  try {
    return await runCells(cells, { folder, executor, keepRuns, onEvent, signal, clock });
  } finally {
    await executor.close();
  }
}
