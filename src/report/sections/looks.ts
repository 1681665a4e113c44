import type { Findings } from '../findings.ts';
import { type Html, html } from '../html.ts';
import { type Figures, figureOf, type Section } from './parts.ts';

/** What the model looks at: of trees first the pixels they ask for, of networks the first layer last. */
export function looks({ analysis, importance }: Findings, figures: Figures): Section | undefined {
  const parts = [
    importance && importancePart(figures),
    analysis.examined.length > 0 ? occlusionPart(figures) : undefined,
    analysis.firstLayer && firstLayerPart(figures),
  ].filter(part => part !== undefined);
  if (parts.length === 0) return undefined;
  return {
    id: 'looks',
    short: 'Attention',
    title: importance ? 'What the trees look at' : 'What the network looks at',
    body: html`${parts}`,
  };
}

function importancePart(figures: Figures): Html {
  return html`<h3>Pixels that the trees ask for</h3>
<p>Each of the 28 × 28 pixels is the bluer the more the splits that ask for it gained, by the square root, so that small shares can be seen. Beside it, where the ink of the test drawings is.</p>
${figureOf(figures, 'pixel-importance', undefined, true)}
`;
}

function occlusionPart(figures: Figures): Html {
  return html`<h3>Parts of drawings</h3>
<p>A patch of 5×5 pixels is erased around every place in turn. Where that takes probability from the category below the picture, the place is blue: it spoke for it. Where it adds some, it is orange. Each picture by its own strongest place.</p>
<h4>Told right</h4>
${figureOf(figures, 'occlusion-right', undefined, true)}
<h4>Told wrong: what spoke for the answer, and what for the truth</h4>
${figureOf(figures, 'occlusion-wrong', undefined, true)}
`;
}

function firstLayerPart(figures: Figures): Html {
  return html`<h3>Filters of the first layer</h3>
<p>Blue: ink speaks for the filter; orange: against it. Each by its own largest weight.</p>
${figureOf(figures, 'first-layer', undefined, true)}`;
}
