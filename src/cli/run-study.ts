import { isLabError, RunError, UsageError } from '../errors.ts';
import type { FinishedStudy, Study, StudyOptions, StudyWish, SummaryRow, Verdict } from '../studies/index.ts';
import { formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import type { Values } from './parameter.ts';
import { shellWord, shownPath } from './shown-path.ts';
import type { studyOptions } from './study-options.ts';
import { StudyView } from './study-view.ts';
import { type Column, formatTable } from './table.ts';

/** How rows of a study are shown: a column each, with the text of a row. */
export type StudyColumn = Column & { readonly textOf: (row: SummaryRow) => string };

/** What is told of a study that has come to its end. */
export interface ShownStudy {
  readonly columns: readonly StudyColumn[];
  /** A line for a verdict, of studies that have them; undefined for one that is not told. */
  readonly verdictText?: (verdict: Verdict) => string | undefined;
}

interface StudyContext {
  readonly options: Values<typeof studyOptions> & StudyWish & { readonly yes?: boolean };
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly clock: () => number;
}

/**
 * Conducts a study, or goes on with one, and tells what came out.
 * @throws RunError after the results if a cell failed.
 */
export async function runStudy<Options extends StudyOptions, Findings>(
  study: Study<Options, Findings>,
  shown: ShownStudy,
  { options, output, signal, clock }: StudyContext,
): Promise<void> {
  const { conductStudy, resumeStudy } = await import('../studies/index.ts');
  const { findStudy } = await import('../sweep/index.ts');
  const { out, resume, threads, memory, keepRuns, yes, ...wish } = options;
  const view = new StudyView(output, clock);
  const controls = { threads, memory, keepRuns, allowsDays: yes, onEvent: view.onEvent, signal, clock };
  const conduct = async () => {
    if (resume === undefined) return conductStudy(study, wish, { ...controls, out });
    if (out !== undefined)
      throw new UsageError('A study goes on where it is: --out cannot be given with --resume.', {
        hint: 'Leave --out away, or begin a new study without --resume.',
      });
    return resumeStudy(study, await findStudy(resume, study.kind), wish, controls);
  };
  const goOn = (directory: string) =>
    `${output.program} experiment ${study.kind} --resume ${shellWord(shownPath(directory))}`;
  const finished = await conduct().catch(error => {
    output.progress.end();
    if (signal.aborted && view.directory !== undefined)
      output.message(`Stopped; everything is saved. Go on with:\n  ${goOn(view.directory)}`);
    throw error;
  });
  output.progress.end();
  const page = await makePage(finished, output);
  tellStudy(finished, shown, page, output);
  const { failures } = finished.record;
  if (failures.length === 0) return;
  throw new RunError(`${formatPlural(failures.length, 'run')} failed, the first: ${failures[0]!.name}.`, {
    hint: `Try them again with \`${goOn(finished.directory)}\`.`,
  });
}

/** The page of a study that there are results of. That it cannot be made does not take the results away. */
async function makePage({ directory, record }: FinishedStudy, output: Output): Promise<string | undefined> {
  if (record.rows.length === 0) return undefined;
  const { buildStudyReport } = await import('../report/index.ts');
  try {
    return (await buildStudyReport(directory)).page;
  } catch (error) {
    if (!isLabError(error)) throw error;
    output.warn(`The page of the study could not be made: ${error.message}`);
    return undefined;
  }
}

function tellStudy(
  { directory, record }: FinishedStudy,
  { columns, verdictText = () => undefined }: ShownStudy,
  page: string | undefined,
  output: Output,
): void {
  const { rows, verdicts, cells, failures } = record;
  const texts = rows.map(row => columns.map(({ textOf }) => textOf(row)));
  if (rows.length > 0)
    output.print(formatTable(columns, texts, { width: output.width, styleTitle: output.colors.bold }));
  const sentences = verdicts.flatMap(verdict => verdictText(verdict) ?? []);
  if (sentences.length > 0) output.print(`\n${sentences.join('\n')}`);
  output.print(`\nStudy  ${shownPath(directory)}`);
  if (page !== undefined) output.print(`Page   ${shownPath(page)}`);
  output.record({
    type: 'summary',
    study: directory,
    ...(verdicts.length > 0 && { verdicts }),
    rows,
    cells: cells.length,
    failed: failures.length,
    failures: failures.map(({ name, message }) => ({ name, message })),
    page: page ?? null,
  });
}

/** A measure's mean and half of its 95 % interval: `63.2% ± 1.4`; the mean alone where there is no interval. */
export function percentText(row: SummaryRow, measure: string): string {
  const mean = row[measure];
  if (typeof mean !== 'number') return '';
  const low = row[`${measure}Low`];
  return formatPercent(mean) + (typeof low === 'number' ? ` ± ${(100 * (mean - low)).toFixed(1)}` : '');
}

/** A loss to three digits after the point and half of its 95 % interval; nothing where there is none. */
export function lossText(row: SummaryRow, measure: string): string {
  const mean = row[measure];
  if (typeof mean !== 'number') return '';
  const low = row[`${measure}Low`];
  return mean.toFixed(3) + (typeof low === 'number' ? ` ± ${(mean - low).toFixed(3)}` : '');
}
