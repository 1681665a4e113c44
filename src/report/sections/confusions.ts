import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import { mutualColumns, pairColumns } from '../table-rows.ts';
import { percentText } from '../words.ts';
import { type Section, tableOf } from './parts.ts';

const FIRST = 25;

export function confusions({ categories, mutual, pairs }: Findings): Section {
  const [worst] = pairs;
  const body =
    worst === undefined
      ? html`<p>Nothing was confused: every test drawing was told right.</p>`
      : html`<p>Most of all, ${categories[worst.truth]} is taken for ${categories[worst.prediction]}: ${percentText(worst.share)} of its drawings. The first table tells such directed pairs, the second counts both directions together. A name leads to the drawings.</p>
${tableOf({ id: 'pairs', caption: 'Directed confusions. Share of the drawings of the first category that were taken for the second, the largest first.', columns: pairColumns(categories), rows: pairs.slice(0, FIRST) })}
<h3>Pairs, both directions together</h3>
${tableOf({ id: 'mutual', caption: 'Symmetric confusions. Share of the drawings of both categories that were taken for the other.', columns: mutualColumns(categories), rows: mutual.slice(0, FIRST) })}`;
  return { id: 'confusions', short: 'Confusions', title: 'What is taken for what', body };
}
