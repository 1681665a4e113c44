import { UsageError } from '../errors.ts';
import type { FinishedStudy, StudyWish, SummaryRow } from '../studies/index.ts';
import { formatCount, formatPercent } from './format.ts';
import type { Output } from './output.ts';
import type { Values } from './parameter.ts';
import { lossText, percentText } from './run-study.ts';
import { shellWord, shownPath } from './shown-path.ts';
import type { studyOptions } from './study-options.ts';
import { StudyView } from './study-view.ts';
import { type Column, formatTable } from './table.ts';

interface CleaningContext {
  readonly options: Values<Omit<typeof studyOptions, 'keepRuns'>> & StudyWish;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly clock: () => number;
}

/** Conducts the study of cleaning, or goes on with one, and tells what came out. */
export async function runCleaning({ options, output, signal, clock }: CleaningContext): Promise<void> {
  const { conductCleaning, resumeCleaning } = await import('../studies/index.ts');
  const { findStudy } = await import('../sweep/index.ts');
  const { out, resume, threads, memory, ...wish } = options;
  const view = new StudyView(output, clock);
  const controls = { threads, memory, onEvent: view.onEvent, signal, clock };
  const conduct = async () => {
    if (resume === undefined) return conductCleaning(wish, { ...controls, out });
    if (out !== undefined)
      throw new UsageError('A study goes on where it is: --out cannot be given with --resume.', {
        hint: 'Leave --out away, or begin a new study without --resume.',
      });
    return resumeCleaning(await findStudy(resume, 'clean'), wish, controls);
  };
  const finished = await conduct().catch(error => {
    output.progress.end();
    if (signal.aborted && view.directory !== undefined)
      output.message(
        `Stopped; everything is saved. Go on with:\n  ${output.program} experiment clean --resume ` +
          shellWord(shownPath(view.directory)),
      );
    throw error;
  });
  output.progress.end();
  tellCleaning(finished, output);
}

type TextColumn = Column & { readonly textOf: (row: SummaryRow) => string };

const right = { align: 'right' } as const;

const DETECTION: readonly TextColumn[] = [
  { title: 'set', textOf: ({ set }) => String(set) },
  { title: 'wrong', ...right, textOf: ({ wrong }) => formatCount(Math.round(Number(wrong))) },
  { title: 'flagged', ...right, textOf: row => percentText(row, 'flaggedShare') },
  { title: 'precision', ...right, textOf: row => percentText(row, 'precision') },
  { title: 'recall', ...right, textOf: row => percentText(row, 'recall') },
  {
    title: 'precision at 70% recall',
    ...right,
    textOf: row => percentText(row, 'precisionAt70Recall normalized-margin'),
  },
  {
    title: 'by self-confidence',
    ...right,
    optional: true,
    textOf: row => percentText(row, 'precisionAt70Recall self-confidence'),
  },
  {
    title: 'by weighted entropy',
    ...right,
    optional: true,
    textOf: row => percentText(row, 'precisionAt70Recall confidence-weighted-entropy'),
  },
];

const LISTING: readonly TextColumn[] = [
  { title: 'set', textOf: ({ set }) => String(set) },
  { title: 'listed', ...right, textOf: row => percentText(row, 'listedShare') },
  { title: 'precision', ...right, textOf: row => percentText(row, 'listedPrecision') },
  { title: 'recall', ...right, textOf: row => percentText(row, 'listedRecall') },
];

const REMOVAL: readonly TextColumn[] = [
  { title: 'labels', textOf: ({ set }) => String(set) },
  {
    title: 'drawings',
    ...right,
    optional: true,
    textOf: ({ removed }) => formatCount(Math.round(Number(removed))),
  },
  { title: 'nothing', ...right, textOf: row => percentText(row, 'accuracyNothing') },
  { title: 'issues', ...right, textOf: row => percentText(row, 'accuracyIssues') },
  { title: 'as many at random', ...right, textOf: row => percentText(row, 'accuracyRandom') },
  { title: 'all errors', ...right, optional: true, textOf: row => percentText(row, 'accuracyErrors') },
  { title: 'issues − random', ...right, textOf: row => percentText(row, 'difference') },
  {
    title: 'of the loss',
    ...right,
    textOf: row => `${lossText(row, 'lossDifference')}${halfWidthText(row, 'lossDifference')}`,
  },
];

function halfWidthText(row: SummaryRow, measure: string): string {
  const [mean, low] = [row[measure], row[`${measure}Low`]];
  return typeof mean === 'number' && typeof low === 'number' ? ` ± ${(mean - low).toFixed(3)}` : '';
}

function tellCleaning({ directory, record }: FinishedStudy, output: Output): void {
  const { rows, design } = record;
  const share = Number(design.naturalShare);
  const tell = (part: string, columns: readonly TextColumn[]) => {
    const texts = rows.filter(row => row.part === part).map(row => columns.map(({ textOf }) => textOf(row)));
    output.print(formatTable(columns, texts, { width: output.width, styleTitle: output.colors.bold }));
  };
  output.print('Wrong labels that were injected, found again\n');
  tell('detection', DETECTION);
  output.print('\nThose of them that are sure enough to be left out\n');
  tell('detection', LISTING);
  output.print('\nTest accuracy after training without\n');
  tell('removal', REMOVAL);
  output.print(`\nFlagged as it is  ${formatPercent(share)}\nStudy  ${shownPath(directory)}`);
  output.record({ type: 'summary', study: directory, rows, naturalShare: share });
}
