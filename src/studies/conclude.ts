import {
  type CellFailure,
  formatResultsTable,
  type GridResults,
  type PlannedCell,
  type StudyFolder,
  type StudyRecord,
  writeStudy,
} from '../sweep/index.ts';
import type { CellOutcome, Study, StudyOptions } from './study.ts';

/** A study that every cell of has been tried. */
export interface FinishedStudy {
  readonly directory: string;
  readonly record: StudyRecord;
}

/** A study with its grid. */
export interface StudyRun<Options extends StudyOptions> {
  readonly study: Pick<Study<Options>, 'summarize' | 'judge'>;
  readonly options: Options;
  readonly folder: StudyFolder;
  readonly record: StudyRecord;
  readonly cells: readonly PlannedCell[];
}

/** Writes what there is: the table, and the sums. */
export async function conclude<Options extends StudyOptions>(
  { study, options, folder, record, cells }: StudyRun<Options>,
  { results, failures }: GridResults,
  isInterrupted: boolean,
): Promise<FinishedStudy> {
  const outcomes = cells.flatMap(({ cell, task }): CellOutcome[] => {
    const result = results.get(task.key);
    return result === undefined ? [] : [{ cell, result }];
  });
  await folder.writeTable(formatResultsTable(cells, key => results.get(key)));
  const ended: StudyRecord = {
    ...record,
    state: isInterrupted ? 'interrupted' : failures.size > 0 ? 'failed' : 'finished',
    endedAt: new Date().toISOString(),
    failures: cells.flatMap(({ cell, task }) => failureOf(cell.name, task.key, failures)),
    rows: study.summarize(options, outcomes, record.design).map(row => ({ ...row })),
    verdicts: [...(study.judge?.(options, outcomes, record.design) ?? [])],
  };
  await writeStudy(folder.path, ended);
  // Runs of another grid, which nobody asks for any more.
  if (ended.state === 'finished') await folder.clearWork();
  return { directory: folder.path, record: ended };
}

function failureOf(
  name: string,
  key: string,
  failures: ReadonlyMap<string, CellFailure>,
): StudyRecord['failures'] {
  const failure = failures.get(key);
  return failure === undefined ? [] : [{ key, name, message: failure.message }];
}

/** Notes why a study was not brought to its end. */
export async function leave({ path }: StudyFolder, record: StudyRecord, error: unknown): Promise<void> {
  const failure = error instanceof Error ? error.message : String(error);
  // The disk may be full, which is why it failed: that is told by `error`.
  await writeStudy(path, { ...record, state: 'failed', failure, endedAt: new Date().toISOString() }).catch(
    () => {},
  );
}
