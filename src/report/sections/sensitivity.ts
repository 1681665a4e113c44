import { wilsonInterval } from '../../analysis/index.ts';
import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import type { Columns } from '../table-rows.ts';
import { countText, intervalText, percentText } from '../words.ts';
import { trainingText } from './augmentation-words.ts';
import { type Figures, figureOf, type Section, tableOf } from './parts.ts';

interface Row {
  readonly name: string;
  readonly correct: number;
  readonly drawings: number;
}

const columns: Columns<Row> = [
  { title: 'Drawings', value: ({ name }) => name, text: ({ name }) => name, isHeader: true },
  {
    title: 'Accuracy',
    align: 'right',
    value: ({ correct }) => correct,
    text: ({ correct, drawings }) => percentText(correct / drawings),
  },
  {
    title: '95% interval',
    value: ({ correct }) => correct,
    text: ({ correct, drawings }) => intervalText(wilsonInterval(correct, drawings)),
    bar: ({ correct, drawings }) => ({ value: correct / drawings, ...wilsonInterval(correct, drawings) }),
  },
];

export function sensitivitySection({ analysis, record }: Findings, figures: Figures): Section | undefined {
  const { sensitivity } = analysis;
  if (sensitivity === undefined) return undefined;
  const { drawings, asTheyAre, mirrored, upsideDown, blurred } = sensitivity;
  const rows = [
    { name: 'as they are', correct: asTheyAre, drawings },
    { name: 'mirrored, left to right', correct: mirrored, drawings },
    { name: 'upside down', correct: upsideDown, drawings },
    { name: 'half a pixel to the right and down', correct: blurred, drawings },
  ];
  const training = trainingText('The run', record.config);
  return {
    id: 'sensitivity',
    short: 'Sensitivity',
    title: 'Mirrored, turned and shifted',
    body: html`<p>The accuracy on ${countText(drawings)} test drawings, always the same, that were moved. ${training} Turning puts pixels between pixels, which softens lines a little: the dotted line tells what half a pixel aside, which softens them most, costs alone.</p>
${tableOf({ id: 'sensitivity', caption: 'Accuracy on moved drawings.', columns, rows })}
<div class="figures">${figureOf(figures, 'sensitivity-rotation')}${figureOf(figures, 'sensitivity-shift')}</div>`,
  };
}
