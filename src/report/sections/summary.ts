import { passWord } from '../../train/index.ts';
import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import { countText, durationText, intervalText, percentText, pluralText } from '../words.ts';
import type { Section } from './parts.ts';

/** The numbers first. */
export function summary(findings: Findings): Section {
  const { accuracy, calibration, categories, drawings, map3, record, synonyms, topK } = findings;
  const top5 = topK.find(({ k }) => k === 5);
  const loose = synonyms.merged.find(({ threshold }) => threshold === 0.1);
  const facts: [string, string, string][] = [
    ['Accuracy', percentText(accuracy.value), intervalText(accuracy)],
    ...(top5
      ? [['Top-5', percentText(top5.accuracy), intervalText(top5.interval)] as [string, string, string]]
      : []),
    ['MAP@3', map3.toFixed(3), 'mean average precision'],
    ['Loss', calibration.asTrained.negativeLogLikelihood.toFixed(3), 'nats, cross entropy'],
    [
      'Calibration error',
      percentText(calibration.asTrained.error.value),
      `temperature scaled ${percentText(calibration.scaled.error.value)}`,
    ],
    ...(loose && loose.groups.length > 0
      ? [
          [
            'Synonyms merged',
            percentText(loose.accuracy.accuracy),
            pluralText(loose.groups.length, 'group'),
          ] as [string, string, string],
        ]
      : []),
    ['Parameters', countText(record.parameters), record.config.model],
    [
      'Training',
      durationText(record.results?.seconds ?? 0),
      pluralText(record.results?.epochs ?? 0, passWord(record.config)),
    ],
  ];
  const kept = findings.predictions.labels.length;
  return {
    id: 'summary',
    short: 'Summary',
    title: 'Summary',
    body: html`<p>Measured on ${pluralText(drawings, 'test drawing')} of ${pluralText(categories.length, 'category', 'categories')} that the model had not seen and that nothing was chosen by. Intervals are of 95%, by Wilson’s score for shares.${kept < drawings ? ` The probabilities of ${countText(kept)} of them were kept, a random choice: what is told of probabilities and shown as drawings is of these.` : ''}</p>
<dl class="facts">${facts.map(
      ([term, value, note]) => html`<div><dt>${term}</dt><dd>${value}<small>${note}</small></dd></div>
`,
    )}</dl>`,
  };
}
