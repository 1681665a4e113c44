import { createHash } from 'node:crypto';
import { cssVariables, dark, light } from './colors.ts';
import { embedData } from './embed.ts';
import type { Figure } from './figures/index.ts';
import type { Findings } from './findings.ts';
import { script, styles } from './generated/page-assets.ts';
import { Html, html } from './html.ts';
import { cssRamps } from './matrix-colors.ts';
import { calibrationSection } from './sections/calibration.ts';
import { categoryAccuracies } from './sections/categories.ts';
import { configuration } from './sections/configuration.ts';
import { confusions } from './sections/confusions.ts';
import { drawingsSection } from './sections/drawings.ts';
import { learning } from './sections/learning.ts';
import { looks } from './sections/looks.ts';
import { matrix } from './sections/matrix.ts';
import type { Figures, Section } from './sections/parts.ts';
import { sensitivitySection } from './sections/sensitivity.ts';
import { summary } from './sections/summary.ts';
import { synonymsSection } from './sections/synonyms.ts';
import { pluralText } from './words.ts';

/** The whole report as one page that needs no other file. */
export function reportPage(findings: Findings, figures: readonly Figure[], percentile: number): string {
  const { record } = findings;
  const sections = sectionsOf(findings, new Map(figures.map(figure => [figure.name, figure])), percentile);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${record.name} – QuickDraw Lab report</title>
<style>${new Html(`${themes()}${styles}`)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header class="page"><h1>${record.name}</h1>
<p class="lead">A ${record.config.model} that tells ${pluralText(record.categories.length, 'category', 'categories')} of drawings apart. Report of a run of QuickDraw Lab.</p></header>
<nav class="contents" aria-label="Contents"><div class="contents-line"><ul>${sections.map(({ id, short }) => html`<li><a href="#${id}">${short}</a></li>`)}</ul><button type="button" id="theme-switch" hidden>Dark</button></div></nav>
<main id="main">
<noscript><p>Without JavaScript the tables cannot be sorted, and the matrix is in figures/confusion-matrix.svg.</p></noscript>
${sections.map(
  ({
    id,
    title,
    body,
  }) => html`<section class="part" id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}
</section>
`,
)}</main>
<footer>Made by QuickDraw Lab ${record.code.version}. Drawings: “The Quick, Draw! Dataset” by Google, CC BY 4.0, brought into reports unchanged but for fewer shades of gray.</footer>
${embedData(findings, percentile)}<script>${new Html(script)}</script>
</body>
</html>
`;
  return page.text;
}

function sectionsOf(findings: Findings, figures: Figures, percentile: number): Section[] {
  const sections = [
    summary(findings),
    learning(findings, figures),
    confusions(findings),
    matrix(findings),
    categoryAccuracies(findings, figures),
    calibrationSection(findings, figures),
    drawingsSection(findings, percentile),
    looks(findings, figures),
    sensitivitySection(findings, figures),
    synonymsSection(findings, figures),
    configuration(findings),
  ];
  return sections.filter(section => section !== undefined);
}

/** Light and dark, as the system has it or as the switch says. */
function themes(): string {
  const lightColors = `${cssVariables(light)};${cssRamps('light')}`;
  const darkColors = `${cssVariables(dark)};${cssRamps('dark')}`;
  const inverted = 'figure.drawing img,SELF figure.drawing canvas{filter:invert(1);border-color:transparent}';
  return [
    `:root{${lightColors}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${darkColors}}`,
    `:root:not([data-theme=light]) ${inverted.replace('SELF', ':root:not([data-theme=light])')}}`,
    `:root[data-theme=dark]{${darkColors}}`,
    `:root[data-theme=dark] ${inverted.replace('SELF', ':root[data-theme=dark]')}`,
    `@media print{:root,:root[data-theme]{${lightColors}}figure.drawing img,figure.drawing canvas{filter:none!important}}`,
  ].join('');
}

/** Nothing from elsewhere, and no script but our own: whatever a category is called. */
function contentPolicy(): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
}
