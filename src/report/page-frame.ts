import { createHash } from 'node:crypto';
import { cssVariables, dark, light } from './colors.ts';
import { styles } from './generated/page-assets.ts';
import { Html, html } from './html.ts';
import { cssRamps } from './matrix-colors.ts';
import type { Section } from './sections/parts.ts';

interface PageParts {
  readonly title: string;
  /** A line below the title. */
  readonly lead: string;
  readonly sections: readonly Section[];
  /** What the page lacks where scripts do not run. */
  readonly withoutScript?: string;
  readonly footer: string;
  /** Elements that the script reads. */
  readonly data?: Html;
  readonly script: string;
}

/** A page that needs no other file: its parts with contents, styles and one script. */
export function pageOf({ title, lead, sections, withoutScript, footer, data, script }: PageParts): string {
  const noScript =
    withoutScript &&
    html`<noscript><p>${withoutScript}</p></noscript>
`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – QuickDraw Lab report</title>
<style>${new Html(`${themes()}${styles}`)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header class="page"><h1>${title}</h1>
<p class="lead">${lead}</p></header>
<nav class="contents" aria-label="Contents"><div class="contents-line"><ul>${sections.map(({ id, short }) => html`<li><a href="#${id}">${short}</a></li>`)}</ul><button type="button" id="theme-switch" hidden>Dark</button></div></nav>
<main id="main">
${noScript}${sections.map(sectionElement)}</main>
<footer>${footer}</footer>
${data}<script>${new Html(script)}</script>
</body>
</html>
`;
  return page.text;
}

function sectionElement({ id, title, body }: Section): Html {
  return html`<section class="part" id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}
</section>
`;
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
function contentPolicy(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
}
