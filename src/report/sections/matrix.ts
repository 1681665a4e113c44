import type { Findings } from '../findings.ts';
import { html } from '../html.ts';
import { pluralText } from '../words.ts';
import type { Section } from './parts.ts';

export function matrix({ categories }: Findings): Section {
  const options = categories.map(name => html`<option value="${name}"></option>`);
  return {
    id: 'matrix-section',
    short: 'Matrix',
    title: 'Confusion matrix',
    body: html`<p>${pluralText(categories.length, 'category', 'categories')}, similar ones beside each other: a row for what was drawn, a column for what it was taken for. <span class="ramp">Right answers are gray<span class="scale" style="background:linear-gradient(90deg,var(--right-low),var(--right-high))"></span></span> <span class="ramp">Confusions are blue<span class="scale" style="background:linear-gradient(90deg,var(--cell-0),var(--cell-1),var(--cell-2),var(--cell-3),var(--cell-4))"></span>up to half</span> of the drawings.</p>
<p class="lead" id="matrix-help">Drag to move; zoom with the buttons, with Ctrl and the wheel, or with the wheel after a click. Keys: arrows walk, with Shift to the next confusion; + and − zoom, 0 shows all, Enter shows the drawings.</p>
<div class="matrix-tools"><button type="button" id="zoom-in" aria-label="Zoom in">+</button><button type="button" id="zoom-out" aria-label="Zoom out">−</button><button type="button" id="zoom-all">All</button>
<form id="cell-form" class="matrix-tools"><label>Drawn <input name="truth" list="category-names" autocomplete="off" required></label><label>taken for <input name="prediction" list="category-names" autocomplete="off" required></label><button>Show</button><datalist id="category-names">${options}</datalist></form></div>
<div><canvas id="matrix" tabindex="0" role="application" aria-roledescription="confusion matrix" aria-label="Confusion matrix. The tables of confusions tell the same." aria-describedby="matrix-help"></canvas></div>
<p id="matrix-readout" aria-hidden="true">Point at a cell, or choose one.</p><div id="matrix-spoken" class="unseen" aria-live="polite"></div>
<div id="cell-panel" aria-live="off"></div>`,
  };
}
