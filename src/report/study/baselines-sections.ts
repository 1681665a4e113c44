import type { BaselinesComparison, BaselinesOptions, SavedStudy, SummaryRow } from '../../studies/index.ts';
import { html } from '../html.ts';
import { type Figures, figureOf, type Section, tableOf } from '../sections/parts.ts';
import type { Columns } from '../table-rows.ts';
import { countText, percentText, pluralText } from '../words.ts';
import { testAccuracyColumns, trainAccuracyColumns } from './accuracy-columns.ts';
import { answerOf } from './baselines-answer.ts';
import { measuredIn } from './measured.ts';

/** What a comparison of models has to say, figure first. */
export function baselinesSections(
  saved: SavedStudy<BaselinesOptions>,
  comparison: BaselinesComparison,
  figures: Figures,
): Section[] {
  return [models(saved, comparison, figures), answer(saved, comparison), repetitions(comparison)];
}

function models(
  { options, record, rows }: SavedStudy<BaselinesOptions>,
  { repeatedBy, models }: BaselinesComparison,
  figures: Figures,
): Section {
  const { perCategory } = record.design;
  const drawings =
    typeof perCategory === 'number'
      ? ` with ${countText(perCategory)} drawings each, all sides together`
      : '';
  const most = Math.max(...models.map(({ accuracies }) => accuracies.size));
  const intervals =
    most < 2
      ? `There is one ${repeatedBy} only, so that there are no intervals.`
      : repeatedBy === 'split'
        ? 'Intervals of 95% (Student’s t) are over splits of the same categories: they say nothing of other categories.'
        : 'Intervals of 95% (Student’s t) are over draws of the categories; the mean over a draw’s splits counts as one value.';
  const best = [...rows].sort((a, b) => Number(b.testAccuracy) - Number(a.testAccuracy));
  return {
    id: 'models',
    short: 'Models',
    title: 'Which model?',
    body: html`<p>${pluralText(options.categories, 'category', 'categories')}${drawings}, the same drawings on the same sides for every model. ${intervals} The published accuracies are of 50 categories with 2,000 training drawings each; the settings of those trees and of that dense network are not known.</p>
${figureOf(figures, 'baselines')}
${tableOf({ id: 'baselines', caption: 'Models by test accuracy. Behind the best: mean of the differences on the same drawings, in points.', columns: COLUMNS, rows: best })}`,
  };
}

const COLUMNS: Columns<SummaryRow> = [
  { title: 'Model', value: ({ model }) => String(model), text: ({ model }) => String(model), isHeader: true },
  ...testAccuracyColumns,
  {
    title: 'Published',
    align: 'right',
    value: ({ publishedTestAccuracy }) => Number(publishedTestAccuracy),
    text: ({ publishedTestAccuracy }) => percentText(Number(publishedTestAccuracy), 2),
  },
  {
    title: 'Behind the best',
    align: 'right',
    value: ({ behindBest }) => Number(behindBest),
    text: row => behindText(row),
  },
  ...trainAccuracyColumns,
  {
    title: 'Test loss',
    align: 'right',
    value: ({ testLoss }) => Number(testLoss),
    text: row => measuredIn(row, 'testLoss')?.value.toFixed(3) ?? '–',
  },
  { title: 'Recipe', value: ({ recipe }) => String(recipe), text: ({ recipe }) => String(recipe) },
];

/** In points, with the ends of its interval. */
function behindText(row: SummaryRow): string {
  const behind = measuredIn(row, 'behindBest');
  if (behind === undefined) return '–';
  const points = (share: number) => (100 * share).toFixed(1).replace('-', '−');
  const { value, interval } = behind;
  return interval === undefined
    ? points(value)
    : `${points(value)} (${points(interval.low)} to ${points(interval.high)})`;
}

function answer({ options, rows }: SavedStudy<BaselinesOptions>, comparison: BaselinesComparison): Section {
  const sentences = answerOf({ rows, comparison, categories: options.categories });
  return {
    id: 'answer',
    short: 'The 41%',
    title: 'Was 41% the model or the training?',
    body: html`${sentences.map(
      sentence => html`<p>${sentence}</p>
`,
    )}`,
  };
}

interface Repetition {
  readonly number: string | number;
  readonly accuracies: readonly (number | undefined)[];
}

/** The rings of the figure as numbers. */
function repetitions({ models, repeatedBy }: BaselinesComparison): Section {
  const keys = [...new Set(models.flatMap(({ accuracies }) => [...accuracies.keys()]))];
  const rows = keys.map(number => ({ number, accuracies: models.map(one => one.accuracies.get(number)) }));
  const columns: Columns<Repetition> = [
    {
      title: repeatedBy === 'split' ? 'Split' : 'Draw',
      value: ({ number }) => number,
      text: ({ number }) => String(number),
      isHeader: true,
    },
    ...models.map(({ model }, at) => ({
      title: model,
      align: 'right' as const,
      value: ({ accuracies }: Repetition) => accuracies[at] ?? -1,
      text: ({ accuracies }: Repetition) => percentText(accuracies[at] ?? Number.NaN),
    })),
  ];
  return {
    id: 'repetitions',
    short: repeatedBy === 'split' ? 'Splits' : 'Draws',
    title: repeatedBy === 'split' ? 'Split by split' : 'Draw by draw',
    body: tableOf({
      id: 'repetitions',
      caption: `Test accuracy of each model on each ${repeatedBy}.`,
      columns,
      rows,
    }),
  };
}
