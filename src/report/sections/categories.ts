import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import { bestFirst, categoryColumns } from '../table-rows.ts';
import { percentText } from '../words.ts';
import { type Figures, figureOf, type Section, tableOf } from './parts.ts';

export function categoryAccuracies({ categories, scores, topK }: Findings, figures: Figures): Section {
  const rows = bestFirst(scores);
  const last = topK.at(-1)!;
  return {
    id: 'categories',
    short: 'Categories',
    title: 'Accuracy by category',
    body: html`${tableOf({ id: 'categories', caption: 'Categories by accuracy. Precision is the share of right ones among the drawings that were taken for the category.', columns: categoryColumns(categories), rows, isTall: true })}
<h3>More than one guess</h3>
<p>With ${last.k} guesses the right category is among them for ${percentText(last.accuracy)} of the drawings.</p>
${figureOf(figures, 'top-k')}`,
  };
}
