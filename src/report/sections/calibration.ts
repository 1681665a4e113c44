import type { CalibrationState } from '../calibration.ts';
import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import type { Columns } from '../table-rows.ts';
import { intervalText, percentText } from '../words.ts';
import { type Figures, figureOf, type Section, tableOf } from './parts.ts';

interface Row extends CalibrationState {
  readonly name: string;
}

const columns: Columns<Row> = [
  { title: 'Probabilities', value: ({ name }) => name, text: ({ name }) => name, isHeader: true },
  {
    title: 'Expected calibration error',
    align: 'right',
    value: ({ error }) => error.value,
    text: ({ error }) => `${percentText(error.value)} (${intervalText(error)})`,
  },
  {
    title: 'Loss (nats)',
    align: 'right',
    value: row => row.negativeLogLikelihood,
    text: row => row.negativeLogLikelihood.toFixed(4),
  },
  {
    title: 'Brier score',
    align: 'right',
    value: ({ brier }) => brier,
    text: ({ brier }) => brier.toFixed(4),
  },
];

export function calibrationSection({ calibration }: Findings, figures: Figures): Section {
  const { asTrained, fittedOn, scaled, temperature } = calibration;
  const rows = [
    { name: 'as trained', ...asTrained },
    { name: `at temperature ${temperature.toFixed(3)}`, ...scaled },
  ];
  const how =
    fittedOn === 'validation'
      ? 'It was fitted on the validation side.'
      : 'The validation side is not at hand, so each half of the test drawings was scaled by the temperature of the other half; the one told here is of all.';
  return {
    id: 'calibration',
    short: 'Calibration',
    title: 'How far the probabilities can be trusted',
    body: html`<p>Of drawings that the network is 70% sure of, 70% should be right. The expected calibration error is the mean distance from that. Dividing the logits by a temperature of ${temperature.toFixed(2)} ${temperature >= 1 ? 'makes the network less sure' : 'makes the network surer'} and changes no answer. ${how}</p>
${tableOf({ id: 'calibration', caption: 'Calibration as trained and after temperature scaling, with 95% bootstrap intervals.', columns, rows })}
<div class="figures">${figureOf(figures, 'reliability', 'Groups of fewer than five drawings are left out.')}${figureOf(figures, 'sureness', 'How sure the network was of how many drawings.')}</div>`,
  };
}
