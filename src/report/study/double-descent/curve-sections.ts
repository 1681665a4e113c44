import type { DescentFindings, ModelWiseCurve } from '../../../studies/index.ts';
import { type Html, html } from '../../html.ts';
import { type Figures, figureOf, type Section } from '../../sections/parts.ts';
import { type Comparison, comparisonName, comparisonsIn } from './comparison-figures.ts';
import { passWordOf, type SettingNames } from './setting-names.ts';
import { landmarkWords } from './verdict-section.ts';

const QUESTIONS: Readonly<Record<Comparison['factor'], string>> = {
  model: 'By model',
  labels: 'By wrong labels',
  regularization: 'By regularization',
  training: 'By training',
  samples: 'By the number of drawings',
};

/** Settings that differ in one thing, in one figure each; undefined where there is nothing to compare. */
export function comparisonSection(
  { modelWise }: DescentFindings,
  names: SettingNames,
  figures: Figures,
): Section | undefined {
  const comparisons = comparisonsIn(modelWise);
  if (comparisons.length === 0) return undefined;
  return {
    id: 'compared',
    short: 'Compared',
    title: 'Settings beside each other',
    body: html`<p>Test loss and test error against the size, on labels that were never changed: solid after the last epoch with its 95% interval, dotted for the epoch with the lowest validation loss (“early stopping”). A ring is a peak by the verdict. The study shows accuracy; here it is the error, which is what a peak is in.</p>
${comparisons.map(
  comparison => html`<h3>${QUESTIONS[comparison.factor]}: ${names.textOf(comparison.curves[0]!.setting, [comparison.factor])}</h3>
<div class="figures">${(['Loss', 'Error'] as const).map(measure => figureOf(figures, comparisonName(comparison, measure, names)))}</div>`,
)}`,
  };
}

/** Loss, error and best epoch of each setting of networks against the width. */
export function widthSection(
  findings: DescentFindings,
  names: SettingNames,
  figures: Figures,
): Section | undefined {
  const curves = findings.modelWise.filter(({ setting }) => setting.model === 'cnn');
  if (curves.length === 0) return undefined;
  const noisy = curves.some(({ setting }) => setting.labelNoise > 0)
    ? ' Where training labels were made wrong, the train loss and error are on the labels as trained on. The thin line of the error is what is to be expected on test labels as noisy as those; all other test numbers are on clean labels. The loss on noisy labels is in the tables.'
    : '';
  return {
    id: 'widths',
    short: 'Width',
    title: 'By width',
    body: html`<p>Test after the last epoch is solid, the best epoch’s (“early stopping”) dotted, train dashed; bands are 95% intervals over seeds, cut off where they are far wider than the lines. A small train loss has an axis of its own, logarithmic, so that the peak of the test loss stays visible.${noisy}</p>
${curves.map(curve => settingPart(curve, names, figures))}`,
  };
}

/** The figures of one setting, and what they mark. */
export function settingPart(curve: ModelWiseCurve, names: SettingNames, figures: Figures): Html {
  const slug = names.slugOf(curve.setting);
  const word = passWordOf(curve.setting);
  return html`<h3>${names.titleOf(curve.setting)}</h3>
<div class="figures">${['loss', 'error', `best-${word}`].map(what => figureOf(figures, `descent-${what}-${slug}`))}<div><h4>Marked in the figures</h4><ul>${landmarkWords(
    curve,
  ).map(
    words => html`<li>${words}</li>
`,
  )}</ul></div></div>
`;
}
