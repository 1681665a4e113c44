import { embedData } from './embed.ts';
import type { Figure } from './figures/index.ts';
import type { Findings } from './findings.ts';
import { script } from './generated/page-assets.ts';
import { pageOf } from './page-frame.ts';
import { besideSection } from './sections/beside.ts';
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
  return pageOf({
    title: record.name,
    lead: `A ${record.config.model} that tells ${pluralText(record.categories.length, 'category', 'categories')} of drawings apart. Report of a run of QuickDraw Lab.`,
    sections,
    withoutScript:
      'Without JavaScript the tables cannot be sorted, and the matrix is in figures/confusion-matrix.svg.',
    footer: `Made by QuickDraw Lab ${record.code.version}. Drawings: “The Quick, Draw! Dataset” by Google, CC BY 4.0, brought into reports unchanged but for fewer shades of gray.`,
    data: embedData(findings, percentile),
    script,
  });
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
    besideSection(findings, figures),
    synonymsSection(findings, figures),
    configuration(findings),
  ];
  return sections.filter(section => section !== undefined);
}
