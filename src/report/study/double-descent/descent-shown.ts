import type { DescentFindings, DescentOptions, SavedStudy } from '../../../studies/index.ts';
import type { Figure } from '../../figures/figure.ts';
import type { Shown } from '../shown.ts';
import { causeFigure } from './cause-figure.ts';
import { causeSection } from './cause-section.ts';
import { comparisonFigures, comparisonsIn } from './comparison-figures.ts';
import { complexityFigure, complexityGroups } from './complexity-figure.ts';
import { comparisonSection, widthSection } from './curve-sections.ts';
import { epochGroups, epochSection, mapSection } from './epoch-sections.ts';
import { chosenSizes, epochWiseFigures } from './epoch-wise-figures.ts';
import { heatMapFigure } from './heat-map-figure.ts';
import { modelWiseFigures } from './model-wise-figures.ts';
import { numberSection } from './number-section.ts';
import { complexitySection, sampleSection } from './sample-sections.ts';
import { sampleGroups, sampleWiseFigures } from './sample-wise-figures.ts';
import { namesFor, type SettingNames } from './setting-names.ts';
import { studySection } from './study-section.ts';
import { treeSection } from './tree-section.ts';
import { verdictSection } from './verdict-section.ts';

interface DescentToShow {
  readonly saved: SavedStudy<DescentOptions>;
  readonly findings: DescentFindings;
}

/** Figures and sections of a study of double descent: what was found, in words first. */
export function descentShown({ saved, findings }: DescentToShow): Shown {
  const names = namesFor(findings);
  return {
    saved,
    question: 'Does the test loss rise and fall again as models grow?',
    figures: figuresOf(findings, names),
    sections: figures =>
      [
        verdictSection(findings, names),
        comparisonSection(findings, names, figures),
        widthSection(findings, names, figures),
        mapSection(findings, names, figures),
        epochSection(findings, names, figures),
        sampleSection(findings, names, figures),
        complexitySection(findings, names, figures),
        treeSection(findings, names, figures),
        causeSection(findings, figures),
        studySection(findings, names),
        numberSection(findings, names),
      ].filter(section => section !== undefined),
  };
}

function figuresOf(findings: DescentFindings, names: SettingNames): Figure[] {
  const { modelWise, sampleWise, complexity, causes } = findings;
  const figures = [
    ...comparisonsIn(modelWise).flatMap(comparison => comparisonFigures(comparison, names)),
    ...modelWise.filter(({ points }) => points.length > 0).flatMap(curve => modelWiseFigures(curve, names)),
    ...epochFigures(findings, names),
    ...sampleGroups(sampleWise).flatMap(group => sampleWiseFigures(group, names)),
    ...complexityGroups(complexity).map(group => complexityFigure(group, modelWise, names)),
    ...causes.map(causeFigure),
  ];
  return figures.filter(figure => figure !== undefined);
}

/** Maps, and curves of sizes worth looking at. */
function epochFigures(
  { epochWise, modelWise }: DescentFindings,
  names: SettingNames,
): (Figure | undefined)[] {
  return (['cnn', 'gbdt'] as const).flatMap(model =>
    epochGroups(epochWise, model).flatMap(group => {
      const name = names.textOf(group[0]!.setting);
      const curve = modelWise.find(({ setting }) => names.textOf(setting) === name);
      const { peak, at } = curve?.verdicts.testLoss ?? { peak: 'none', at: null };
      const sizes = group.map(({ size }) => size);
      const chosen = new Set(chosenSizes(sizes, curve?.threshold ?? null, peak === 'peak' ? at : null));
      return [
        ...(model === 'cnn'
          ? (['Loss', 'Error'] as const).map(measure => heatMapFigure(group, measure, names))
          : []),
        ...epochWiseFigures(
          group.filter(({ size }) => chosen.has(size)),
          names,
        ),
      ];
    }),
  );
}
