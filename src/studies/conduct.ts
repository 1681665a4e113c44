import { basename } from 'node:path';
import { listFolder, starterFolder } from '../data/node/index.ts';
import { UsageError } from '../errors.ts';
import { packageVersion } from '../node/version.ts';
import {
  codeFingerprint,
  estimateCost,
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
import type { OpenDrawings } from '../train/index.ts';
import { type BegunStudy, beginStudy, goOnWithStudy } from './begun-study.ts';
import type { StudyWish } from './complete-options.ts';
import { conclude, type FinishedStudy, leave } from './conclude.ts';
import { GridStages } from './grid-stages.ts';
import type { Preparation, Study, StudyOptions } from './study.ts';
import type { ExecutorPlace, StudyControls, StudyEvent } from './study-controls.ts';

/** A grid that takes longer than a day has to be asked for twice. */
const MOST_SECONDS = 24 * 3600;

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
  const findings = await prepare(study.prepare?.(options, categories), { start, folder, controls });
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
  if (study.isEstimated) await estimate(cells, { folder, openDrawings, controls });
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

/** Controls of which these are there. */
interface ActiveControls extends StudyControls {
  readonly keepRuns: boolean;
  readonly onEvent: (event: StudyEvent) => void;
  readonly signal: AbortSignal;
}

/** Finds out what the grid depends on. The study is one to go on with from here on. */
async function prepare<Findings>(
  preparation: Preparation<Findings> | undefined,
  { start, folder, controls }: { start: StudyRecord; folder: StudyFolder; controls: ActiveControls },
): Promise<Findings | undefined> {
  if (preparation === undefined) return undefined;
  const { onEvent, signal } = controls;
  await writeStudy(folder.path, start);
  onEvent({ type: 'start', directory: folder.path });
  try {
    const { drawings } = preparation;
    const stages = await GridStages.open({ folder, drawings, controls, onEvent, signal });
    return await preparation.run({ stages, folder });
  } catch (error) {
    if (!signal.aborted) await leave(folder, start, error);
    else await writeStudy(folder.path, { ...start, state: 'interrupted', endedAt: new Date().toISOString() });
    throw error;
  }
}

/** Tells what the cells without a result will take. @throws UsageError if nobody can have meant it. */
async function estimate(
  cells: readonly PlannedCell[],
  {
    folder,
    openDrawings,
    controls,
  }: { folder: StudyFolder; openDrawings: OpenDrawings; controls: ActiveControls },
): Promise<void> {
  const { onEvent, signal, threads = null, allowsDays = false } = controls;
  const found = await folder.results.findAll(new Set(cells.map(({ task }) => task.key)), () => {});
  const missing = new Map(
    cells.filter(({ task }) => !found.has(task.key)).map(({ task }) => [task.key, task]),
  );
  if (missing.size === 0) return;
  const cost = await estimateCost([...missing.values()], {
    openDrawings,
    workFolder: folder.workFolder,
    threads,
    onProbe: (done, probes) => onEvent({ type: 'probing', done, probes }),
    signal,
  });
  onEvent({ type: 'estimate', cost });
  if (cost.seconds > MOST_SECONDS && !allowsDays)
    throw new UsageError(
      `${missing.size} runs would take about ${Math.round(cost.seconds / 8640) / 10} days on this machine.`,
      {
        hint: 'Ask for less, or say --yes if that is what you want; it can be stopped and gone on with at any time.',
      },
    );
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
