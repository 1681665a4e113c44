import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import type { Merged } from '../synonyms.ts';
import type { Columns } from '../table-rows.ts';
import { countText, intervalText, percentText } from '../words.ts';
import { type Figures, figureOf, type Section, tableOf } from './parts.ts';

/** Groups are listed at this threshold. */
const LISTED = 0.1;

export function synonymsSection(findings: Findings, figures: Figures): Section | undefined {
  const { categories, synonyms } = findings;
  const { groupedBy, merged, topOne } = synonyms;
  if (merged.every(({ groups }) => groups.length === 0)) return undefined;
  const columns: Columns<Merged> = [
    {
      title: 'Merged where confused in',
      value: ({ threshold }) => threshold,
      text: ({ threshold }) => (threshold > 1 ? 'nothing merged' : `${percentText(threshold, 0)} or more`),
      isHeader: true,
    },
    {
      title: 'Groups',
      align: 'right',
      value: ({ groups }) => groups.length,
      text: ({ groups }) => countText(groups.length),
    },
    {
      title: 'Categories in them',
      align: 'right',
      value: ({ groups }) => groups.flat().length,
      text: ({ groups }) => countText(groups.flat().length),
    },
    {
      title: 'Accuracy',
      align: 'right',
      value: ({ accuracy }) => accuracy.accuracy,
      text: ({ accuracy }) => percentText(accuracy.accuracy),
    },
    {
      title: '95% interval',
      value: ({ accuracy }) => accuracy.accuracy,
      text: ({ accuracy }) => intervalText(accuracy.interval),
      bar: ({ accuracy }) => ({ value: accuracy.accuracy, ...accuracy.interval }),
    },
  ];
  const rows = [{ threshold: Number.POSITIVE_INFINITY, groups: [], accuracy: topOne }, ...merged];
  const listed = merged.find(({ threshold, groups }) => threshold === LISTED && groups.length > 0);
  const source =
    groupedBy === 'validation'
      ? 'The groups were found on the validation side.'
      : 'The groups were found on the test side itself, so the gain is a little flattered.';
  const groups =
    listed &&
    html`<h3>Groups at ${percentText(LISTED, 0)}</h3>
<ul class="groups">${listed.groups.map(
      group => html`<li>${group.map(index => categories[index]!).join(', ')}</li>
`,
    )}</ul>`;
  return {
    id: 'synonyms',
    short: 'Near-synonyms',
    title: 'Near-synonyms merged',
    body: html`<p>Some categories can hardly be told apart, such as mug, coffee cup and cup. If any two categories of a group are confused in at least a given share of their drawings, an answer within the group counts as right. ${source}</p>
${tableOf({ id: 'synonyms', caption: 'Accuracy with groups of categories merged, beside top-1.', columns, rows })}
${figureOf(figures, 'merged-groups')}
${groups}`,
  };
}
