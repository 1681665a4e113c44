import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import { pluralText } from '../words.ts';
import { type Figures, figureOf, type Section } from './parts.ts';

export function learning({ epochs, record }: Findings, figures: Figures): Section | undefined {
  if (epochs.length === 0) return undefined;
  const { results } = record;
  const ended =
    results === null
      ? ''
      : results.ended === 'patience'
        ? ` It stopped when the validation loss had not fallen for ${pluralText(record.config.patience, 'epoch')}; the weights of epoch ${results.bestEpoch} were kept.`
        : ` It ran all ${pluralText(results.epochs, 'epoch')}; the weights of epoch ${results.bestEpoch} were kept.`;
  return {
    id: 'learning',
    short: 'Learning',
    title: 'Learning curves',
    body: html`<p>Training is solid and measured as the epoch goes, validation dashed and measured after it, so that the first begins a little low.${ended}</p>
<div class="figures">${figureOf(figures, 'learning-loss')}${figureOf(figures, 'learning-accuracy')}</div>`,
  };
}
