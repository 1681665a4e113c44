import { type Estimate, shareDifference, wilsonInterval } from '../../analysis/index.ts';
import type { Sensitivity, SensitivityCurve } from '../../train/index.ts';
import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import type { Columns } from '../table-rows.ts';
import { countText, intervalText, percentText } from '../words.ts';
import { trainingText } from './augmentation-words.ts';
import { type Figures, figureOf, type Section, tableOf } from './parts.ts';

/** Right answers of both runs for drawings that were moved in one way; means where several ways are put together. */
interface Row {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;
  /** Of the right answers, that is how many at most. */
  readonly drawings: readonly [number, number];
}

/** The accuracy on moved drawings beside that of another run: what augmentation buys back. */
export function besideSection({ analysis, beside, record }: Findings, figures: Figures): Section | undefined {
  const { sensitivity } = analysis;
  if (sensitivity === undefined || beside === undefined) return undefined;
  const drawings = beside.hasSameDrawings
    ? `Both were asked about the same ${countText(sensitivity.drawings)} test drawings. The intervals of differences are Newcombe’s for two independent shares: on the same drawings they are wider than they need be.`
    : 'They have other test sides, so that a part of each difference is between drawings.';
  return {
    id: 'beside',
    short: 'Beside',
    title: `Beside ${beside.record.name}`,
    body: html`<p>Two runs on moved drawings. ${trainingText('This run', record.config)} ${trainingText('The other', beside.record.config)} ${drawings}</p>
${tableOf({ id: 'beside', caption: 'Accuracy of this run and of the other, and how much higher this one’s is, in points. Both ways: mean of clockwise and counterclockwise, or of all four directions.', columns: COLUMNS, rows: rowsOf(sensitivity, beside.sensitivity) })}
<div class="figures">${figureOf(figures, 'beside-rotation')}${figureOf(figures, 'beside-shift-right')}${figureOf(figures, 'beside-shift-down')}</div>`,
  };
}

const DEGREES = [15, 30, 45];
const PIXELS = [2, 4, 6];

function rowsOf(ours: Sensitivity, theirs: Sensitivity): Row[] {
  const row = (name: string, correct: (sensitivity: Sensitivity) => number): Row => ({
    name,
    ours: correct(ours),
    theirs: correct(theirs),
    drawings: [ours.drawings, theirs.drawings],
  });
  return [
    row('as they are', ({ asTheyAre }) => asTheyAre),
    row('mirrored, left to right', ({ mirrored }) => mirrored),
    row('upside down', ({ upsideDown }) => upsideDown),
    ...DEGREES.map(degrees =>
      row(`turned by ${degrees} degrees, both ways`, ({ rotation }) => bothWays(degrees, rotation)),
    ),
    ...PIXELS.map(pixels =>
      row(`shifted by ${pixels} pixels, both ways`, ({ shiftRight, shiftDown }) =>
        bothWays(pixels, shiftRight, shiftDown),
      ),
    ),
  ];
}

/** The mean of right answers at an amount and its opposite. */
function bothWays(amount: number, ...curves: readonly SensitivityCurve[]): number {
  const counts = curves.flatMap(({ amounts, correct }) =>
    [...correct].filter((_, at) => Math.abs(amounts[at]!) === amount),
  );
  return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
}

function difference({ ours, theirs, drawings }: Row): Estimate {
  return shareDifference(
    { successes: theirs, trials: drawings[1] },
    { successes: ours, trials: drawings[0] },
  );
}

function points(share: number): string {
  return (100 * share).toFixed(1).replace('-', '−');
}

function accuracy(title: string, side: 'ours' | 'theirs', at: 0 | 1): Columns<Row>[number] {
  return {
    title,
    align: 'right',
    value: row => row[side],
    text: row =>
      `${percentText(row[side] / row.drawings[at])} (${intervalText(wilsonInterval(row[side], row.drawings[at]))})`,
  };
}

const COLUMNS: Columns<Row> = [
  { title: 'Drawings', value: ({ name }) => name, text: ({ name }) => name, isHeader: true },
  accuracy('This run', 'ours', 0),
  accuracy('The other', 'theirs', 1),
  {
    title: 'Difference',
    align: 'right',
    value: row => difference(row).value,
    text: row => points(difference(row).value),
  },
  {
    title: '95% interval',
    align: 'right',
    value: row => difference(row).low,
    text: row => `${points(difference(row).low)} to ${points(difference(row).high)}`,
  },
];
