import { RunError } from '../errors.ts';
import { type CellConfig, ResultStore, readStudy, type StudyRecord } from '../sweep/index.ts';
import type { CellOutcome, Study, StudyOptions, SummaryRow } from './study.ts';

/** A cell of the grid that there is no result of. */
export interface MissingCell {
  readonly name: string;
  /** Why it failed when it was last tried; null where it was not reached. */
  readonly failure: string | null;
}

/** A study as its files tell it, finished or not. */
export interface SavedStudy<Options extends StudyOptions> {
  readonly directory: string;
  readonly record: StudyRecord;
  readonly options: Options;
  /** Of the cells that have results, in the order of the grid. */
  readonly outcomes: readonly CellOutcome[];
  /** These summed up anew: study.json of a study that was killed has no sums. */
  readonly rows: readonly SummaryRow[];
  readonly missing: readonly MissingCell[];
  /** Paths of results that cannot be read, whose cells count as missing. */
  readonly damaged: readonly string[];
}

/**
 * Reads a study from its folder.
 * @throws RunError if study.json is missing, damaged or of another version.
 */
export async function readSavedStudy<Options extends StudyOptions>(
  study: Pick<Study<Options>, 'kind' | 'schema' | 'summarize'>,
  directory: string,
): Promise<SavedStudy<Options>> {
  const record = await readStudy(directory);
  const options = study.schema.safeParse(record.options);
  if (!options.success)
    throw new RunError(`The options in ${directory}/study.json are not those of a study of ${study.kind}.`, {
      hint: 'Take another copy of the study, or begin it again in another place.',
    });
  const damaged: string[] = [];
  const keys = new Set(record.cells.map(({ key }) => key));
  const results = await new ResultStore(directory).findAll(keys, path => damaged.push(path));
  const outcomes = record.cells.flatMap(({ key, name, factors }): CellOutcome[] => {
    const result = results.get(key);
    if (result === undefined) return [];
    return [{ cell: { name, factors, model: result.model, config: result.config as CellConfig }, result }];
  });
  const failures = new Map(record.failures.map(({ key, message }) => [key, message]));
  const missing = record.cells
    .filter(({ key }) => !results.has(key))
    .map(({ key, name }) => ({ name, failure: failures.get(key) ?? null }));
  const rows = study.summarize(options.data, outcomes, record.design);
  return { directory, record, options: options.data, outcomes, rows, missing, damaged };
}
