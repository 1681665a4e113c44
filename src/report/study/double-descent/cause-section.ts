import type { CauseFindings, DescentFindings } from '../../../studies/index.ts';
import { html } from '../../html.ts';
import { type Figures, figureOf, type Section, tableOf } from '../../sections/parts.ts';
import type { Columns } from '../../table-rows.ts';
import { countText, percentText } from '../../words.ts';
import { estimateText, natsText } from './number-texts.ts';
import { factorText } from './setting-names.ts';

/** How the peak answers to wrong labels; undefined where label sets were not compared. */
export function causeSection({ causes }: DescentFindings, figures: Figures): Section | undefined {
  if (causes.length === 0) return undefined;
  return {
    id: 'cause',
    short: 'Cause',
    title: 'Do wrong labels make the peak?',
    body: html`<p>The height of the peak is how far the test loss is above that of the widest network, always at the same width: the place nearest to a peak of the mean curve over all label sets. “Clean” is without what confident learning finds doubtful, “natural” as the drawings are; their shares of wrong labels are estimates. The dashed line has the mean slope of the seeds, each by least squares.</p>
${causes.map((cause, at) => causePart(cause, at, figures))}`,
  };
}

function causePart(cause: CauseFindings, at: number, figures: Figures) {
  const setting = { model: 'cnn', labels: 'natural', labelNoise: 0, ...cause } as const;
  const name = `${factorText(setting, 'regularization')}, ${cause.training}, ${countText(cause.samples)} drawings`;
  return html`<h3>${name[0]!.toUpperCase()}${name.slice(1)}</h3>
<p>${cause.words}</p>
<div class="figures">${figureOf(figures, `descent-cause-${at + 1}`)}<div>${tableOf({ id: `cause-${at + 1}`, caption: `Height of the peak at k = ${cause.width}, in nats.`, columns, rows: cause.points })}</div></div>`;
}

const columns: Columns<CauseFindings['points'][number]> = [
  { title: 'Labels', value: ({ labels }) => labels, text: ({ labels }) => labels, isHeader: true },
  {
    title: 'Made wrong',
    align: 'right',
    value: ({ labelNoise }) => labelNoise,
    text: ({ labelNoise }) => percentText(labelNoise, 0),
  },
  {
    title: 'Wrong in all',
    align: 'right',
    value: ({ wrongShare }) => wrongShare,
    text: ({ wrongShare }) => percentText(wrongShare),
  },
  {
    title: 'Height',
    align: 'right',
    value: ({ height }) => height.value,
    text: ({ height }) => estimateText(height, natsText),
  },
];
