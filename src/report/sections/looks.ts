import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import { type Figures, figureOf, type Section } from './parts.ts';

/** What the network looks at. */
export function looks({ analysis }: Findings, figures: Figures): Section | undefined {
  if (analysis.firstLayer === undefined && analysis.examined.length === 0) return undefined;
  return {
    id: 'looks',
    short: 'Attention',
    title: 'What the network looks at',
    body: html`<h3>Parts of drawings</h3>
<p>A patch of 5×5 pixels is erased around every place in turn. Where that takes probability from the category below the picture, the place is blue: it spoke for it. Where it adds some, it is orange. Each picture by its own strongest place.</p>
<h4>Told right</h4>
${figureOf(figures, 'occlusion-right', undefined, true)}
<h4>Told wrong: what spoke for the answer, and what for the truth</h4>
${figureOf(figures, 'occlusion-wrong', undefined, true)}
<h3>Filters of the first layer</h3>
<p>Blue: ink speaks for the filter; orange: against it. Each by its own largest weight.</p>
${figureOf(figures, 'first-layer', undefined, true)}`,
  };
}
