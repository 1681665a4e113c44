import { passWord } from '../../train/index.ts';
import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import { pluralText } from '../words.ts';
import { type Figures, figureOf, type Section } from './parts.ts';

export function learning({ epochs, record }: Findings, figures: Figures): Section | undefined {
  if (epochs.length === 0) return undefined;
  // Of a network training is measured on its way through an epoch, of trees after each round.
  const how =
    record.config.model === 'gbdt'
      ? 'Training is solid, validation dashed, both measured after each round.'
      : 'Training is solid and measured as the epoch goes, validation dashed and measured after it, so that the first begins a little low.';
  return {
    id: 'learning',
    short: 'Learning',
    title: 'Learning curves',
    body: html`<p>${how} ${endingText(record)}</p>
<div class="figures">${figureOf(figures, 'learning-loss')}${figureOf(figures, 'learning-accuracy')}</div>`,
  };
}

/** Why training ended, and what was kept of it. */
function endingText({ config, results }: Findings['record']): string {
  if (results === null) return '';
  const word = passWord(config);
  const kept =
    word === 'epoch'
      ? `the weights of epoch ${results.bestEpoch} were kept`
      : results.bestEpoch < results.epochs
        ? `the first ${pluralText(results.bestEpoch, word)} were kept`
        : 'all of them were kept';
  if (results.ended === 'patience')
    return `It stopped when the validation loss had not fallen for ${pluralText(config.patience, word)}; ${kept}.`;
  if (results.ended === 'no-splits')
    return `It ended after ${pluralText(results.epochs, word)}, when no split gained anything any more; ${kept}.`;
  return `It ran all ${pluralText(results.epochs, word)}; ${kept}.`;
}
