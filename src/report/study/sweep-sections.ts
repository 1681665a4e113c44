import type { CategoriesOptions, SavedStudy, SummaryRow } from '../../studies/index.ts';
import { html } from '../html.ts';
import { type Figures, figureOf, type Section, tableOf } from '../sections/parts.ts';
import type { Columns } from '../table-rows.ts';
import { countText, percentText, pluralText } from '../words.ts';
import { testAccuracyColumns, trainAccuracyColumns } from './accuracy-columns.ts';
import { measuredIn, shareWithInterval } from './measured.ts';
import { type PublishedAccuracy, publishedAccuracies } from './published.ts';
import type { SweepSeries } from './sweep-series.ts';

/** What a category sweep has to say, figures first. */
export function sweepSections(
  saved: SavedStudy<CategoriesOptions>,
  series: readonly SweepSeries[],
  figures: Figures,
): Section[] {
  return [curves(saved, series, figures), numbers(saved), published()];
}

function curves(
  { options, record }: SavedStudy<CategoriesOptions>,
  series: readonly SweepSeries[],
  figures: Figures,
): Section {
  const { perCategory } = record.design;
  const drawings =
    typeof perCategory === 'number'
      ? `Each category gives ${countText(perCategory)} drawings, all sides together. `
      : '';
  const bars =
    options.draws > 1
      ? `Bars are 95% intervals of the test side (Student’s t) over ${options.draws} draws of the categories, lines moved aside a little so that they do not hide each other; a bar that is longer than the figure is high is cut off.`
      : 'The categories were drawn once, so that there are no intervals over draws: --draws 3 or more gives them.';
  const same = countsWithoutChoice(record.design);
  const choice =
    options.draws > 1 && same.length > 0
      ? html`<p>On ${same.map(countText).join(', ')} categories every draw has the same ones, all there are: these intervals tell only of weights at the start and of the order, and trees, which have neither, come out the same each time.</p>`
      : undefined;
  return {
    id: 'curves',
    short: 'Curves',
    title: 'Accuracy and loss by the number of categories',
    body: html`<p>Test is solid, training dashed: both of the best weights, after training. ${drawings}${bars}</p>
${choice}
<div class="figures">${figureOf(figures, 'categories-accuracy')}${figureOf(figures, 'categories-loss')}</div>
<ul>${series.flatMap(one => {
      const words = changeText(one);
      return words === undefined ? [] : [html`<li>${words}</li>`];
    })}</ul>`,
  };
}

/** Numbers of categories for which all draws have the same ones. */
function countsWithoutChoice({ counts, draws }: Readonly<Record<string, unknown>>): number[] {
  if (!Array.isArray(counts) || !Array.isArray(draws)) return [];
  return counts.filter(count => {
    const sets = draws.map(({ categories }: { categories?: string[] }) =>
      (categories ?? []).slice(0, count).sort().join(),
    );
    return new Set(sets).size === 1;
  });
}

/** From the fewest to the most categories: how far the accuracy falls, and how far training is ahead of it. */
function changeText({ label, points }: SweepSeries): string | undefined {
  const known = points.flatMap(({ categories, row }) => {
    const test = measuredIn(row, 'testAccuracy');
    const train = measuredIn(row, 'trainAccuracy');
    return test && train ? [{ categories, test, train }] : [];
  });
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const ahead = ({ test, train }: typeof first) => {
    const points = 100 * (train.value - test.value);
    return `${Math.abs(points).toFixed(1)} points ${points < 0 ? 'less' : 'more'}`;
  };
  const start = `${label}: ${shareWithInterval(first.test)} on ${pluralText(first.categories, 'category', 'categories')}`;
  if (first === last) return `${start}; on its training drawings ${ahead(first)}.`;
  return `${start}, ${shareWithInterval(last.test)} on ${countText(last.categories)}. On its training drawings it has ${ahead(first)} at first, ${ahead(last)} at last.`;
}

function numbers({ rows }: SavedStudy<CategoriesOptions>): Section {
  return {
    id: 'numbers',
    short: 'Numbers',
    title: 'The numbers',
    body: tableOf({
      id: 'sweep',
      caption:
        'Means over draws, with 95% intervals where there are several. Losses are in nats, cross entropy. Ahead: how much higher the accuracy on the training side is, in points.',
      columns: COLUMNS,
      rows,
    }),
  };
}

const COLUMNS: Columns<SummaryRow> = [
  {
    title: 'Model',
    value: ({ model }) => String(model),
    text: ({ model, width }) => (width === null ? String(model) : `${model}, k = ${width}`),
    isHeader: true,
  },
  ...(['categories', 'parameters', 'draws'] as const).map(name => ({
    title: `${name[0]!.toUpperCase()}${name.slice(1)}`,
    align: 'right' as const,
    value: (row: SummaryRow) => Number(row[name]),
    text: (row: SummaryRow) => countText(Number(row[name])),
  })),
  ...testAccuracyColumns,
  ...trainAccuracyColumns,
  { title: 'Ahead', align: 'right', value: aheadOf, text: row => pointsText(aheadOf(row)) },
  {
    title: 'Test loss',
    align: 'right',
    value: ({ testLoss }) => Number(testLoss),
    text: row => lossText(row, 'testLoss'),
  },
  {
    title: '95% interval',
    align: 'right',
    value: ({ testLossLow }) => Number(testLossLow),
    text: row => lossIntervalText(row, 'testLoss'),
  },
  {
    title: 'Training loss',
    align: 'right',
    value: ({ trainLoss }) => Number(trainLoss),
    text: row => lossText(row, 'trainLoss'),
  },
];

function aheadOf({ testAccuracy, trainAccuracy }: SummaryRow): number {
  return testAccuracy === null ? Number.NaN : 100 * (Number(trainAccuracy) - Number(testAccuracy));
}

function pointsText(points: number): string {
  return Number.isNaN(points) ? '–' : points.toFixed(1).replace('-', '−');
}

function lossText(row: SummaryRow, name: string): string {
  return measuredIn(row, name)?.value.toFixed(3) ?? '–';
}

function lossIntervalText(row: SummaryRow, name: string): string {
  const interval = measuredIn(row, name)?.interval;
  return interval === undefined ? '–' : `${Math.max(0, interval.low).toFixed(3)}–${interval.high.toFixed(3)}`;
}

/** What others found, which is not of the same drawings. */
function published(): Section {
  const columns: Columns<PublishedAccuracy> = [
    { title: 'Source', value: ({ source }) => source, text: ({ source }) => source, isHeader: true },
    { title: 'Model', value: ({ model }) => model, text: ({ model }) => model },
    {
      title: 'Categories',
      align: 'right',
      value: ({ categories }) => categories,
      text: ({ categories }) => countText(categories),
    },
    {
      title: 'Accuracy',
      align: 'right',
      value: ({ accuracy }) => accuracy,
      text: ({ accuracy }) => percentText(accuracy, 2),
    },
    { title: 'Trained on', value: ({ note }) => note, text: ({ note }) => note },
  ];
  return {
    id: 'published',
    short: 'Published',
    title: 'Beside what was published',
    body: html`<p>The study that this sweep repeats had 8,000 training drawings of each category; more drawings make every line higher. It saw that narrow networks hardly overfit before they stop, and that with the width both accuracies and the distance between them grow.</p>
${tableOf({ id: 'published', caption: 'Published accuracies: stars in the figure, where its axis reaches them.', columns, rows: publishedAccuracies })}`,
  };
}
