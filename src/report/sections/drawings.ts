import {
  bandAround,
  bestDrawings,
  type DrawingSet,
  inkSets,
  percentilesWith,
  worstDrawings,
} from '../drawing-sets.ts';
import type { Findings } from '../findings.ts';
import { type Html, html } from '../html.ts';
import { pluralText } from '../words.ts';
import { type Section, wallOf } from './parts.ts';

export function drawingsSection(findings: Findings, percentile: number): Section {
  const choices = percentilesWith(percentile).map(
    percent =>
      html`<label><input type="radio" name="percentile" value="${percent}"${percent === percentile ? html` checked` : html``}> ${percent}%</label>`,
  );
  return {
    id: 'drawings',
    short: 'Drawings',
    title: 'The worst and the best drawings',
    body: html`<p>Test drawings by how likely the network thought their category: below each its category, what it was taken for, and how sure the network was of that.</p>
<h3>The worst drawings</h3>
<div class="wall">${wallOf(findings, worstDrawings(findings).rows)}</div>
<h3>The drawings around a percentile</h3>
<p>Ranked from the worst on. If these still resemble their category, bad drawings explain less than that share of all drawings.</p>
<form id="band-choice" class="choices" hidden><fieldset><legend>Around the worst</legend>${choices}</fieldset></form>
<div class="wall" id="band-wall">${wallOf(findings, bandAround(findings, percentile).rows)}</div>
<h3>The best drawings</h3>
<div class="wall">${wallOf(findings, bestDrawings(findings).rows)}</div>
${inkSets(findings).map(set => inkPart(findings, set))}`,
  };
}

function inkPart(findings: Findings, { key, title, rows }: DrawingSet): Html {
  const all = key === 'full' ? findings.ink.full.length : findings.ink.empty.length;
  const what = key === 'full' ? 'ink on half of the paper or more' : 'ink on 3% of the paper or less';
  const wall = rows.length > 0 ? html`<div class="wall">${wallOf(findings, rows)}</div>` : undefined;
  return html`<h3>${title}</h3>
<p>${pluralText(all, 'test drawing')} with ${what}.</p>
${wall}`;
}
