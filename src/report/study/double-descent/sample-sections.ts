import type { ComplexityCurve, DescentFindings, ModelWiseCurve } from '../../../studies/index.ts';
import { html } from '../../html.ts';
import { type Figures, figureOf, type Section, tableOf } from '../../sections/parts.ts';
import type { Columns } from '../../table-rows.ts';
import { countText } from '../../words.ts';
import { complexityGroups } from './complexity-figure.ts';
import { sampleGroups } from './sample-wise-figures.ts';
import { type SettingNames, sizeText } from './setting-names.ts';
import { placeText } from './verdict-texts.ts';

/** More and more drawings; undefined where there was one number of them. */
export function sampleSection(
  { sampleWise }: DescentFindings,
  names: SettingNames,
  figures: Figures,
): Section | undefined {
  const groups = sampleGroups(sampleWise);
  if (groups.length === 0) return undefined;
  const hurt = sampleWise.flatMap(({ setting, size, verdicts }) =>
    (['testLoss', 'testError'] as const)
      .filter(measure => verdicts[measure].peak === 'peak')
      .map(
        measure =>
          html`<li>${names.titleOf(setting, ['samples'])}, ${sizeText(setting, size)}, ${measure === 'testLoss' ? 'loss' : 'error'}: ${verdicts[measure].words}</li>
`,
      ),
  );
  return {
    id: 'samples',
    short: 'Drawings',
    title: 'With more drawings',
    body: html`<p>Test loss and error after the last epoch against the number of training drawings, for models of fixed size. ${hurt.length === 0 ? 'Nowhere do more drawings make it worse beyond the interval.' : 'In these places more drawings make it worse, beyond the interval:'}</p>
${hurt.length > 0 ? html`<ul>${hurt}</ul>` : undefined}
${groups.map(group => {
  const { setting } = group[0]!;
  const slug = names.slugOf(setting);
  return html`<h3>${names.titleOf(setting)}</h3>
<div class="figures">${['loss', 'error'].map(measure => figureOf(figures, `descent-samples-${measure}-${slug}`))}</div>`;
})}`,
  };
}

/** How many drawings each size learns by heart, and the places of the peak beside those predicted from that. */
export function complexitySection(
  { complexity, modelWise }: DescentFindings,
  names: SettingNames,
  figures: Figures,
): Section | undefined {
  const predictable = modelWise.filter(({ setting }) => setting.model === 'cnn');
  const known = complexity.filter(({ points }) => points.length > 0);
  if (known.length === 0) return undefined;
  return {
    id: 'complexity',
    short: 'Complexity',
    title: 'Effective model complexity',
    body: html`<p>How many drawings a model of each size still learns by heart, that is with a train error of 0.1% or less (Nakkiran et al. 2019, definition 1). Where it equals the drawings there are, the peak is to be expected: a hollow diamond is where it was predicted from train errors alone, a full one where the test loss has it by the verdict. A triangle upwards: at least so many, as the most that were tried were learned.</p>
<div class="figures">${complexityGroups(known).map(([first]) => figureOf(figures, `descent-complexity-${names.slugOf(first!.setting, ['labels', 'samples'])}`))}</div>
${tableOf({ id: 'predicted', caption: 'Predicted and observed places of the peak. A place in parentheses is what comes nearest to a peak where there is none.', columns: placeColumns(names), rows: predictable })}
<details><summary>Drawings learned by heart at each size</summary>${tableOf({ id: 'complexity', caption: 'Effective model complexity, in drawings.', columns: learnedColumns(names), rows: known.flatMap(learnedRows), isTall: true })}</details>`,
  };
}

function placeColumns(names: SettingNames): Columns<ModelWiseCurve> {
  const predicted = ({ predictedPeak }: ModelWiseCurve) => predictedPeak;
  return [
    {
      title: 'Setting',
      value: ({ setting }) => names.textOf(setting, ['samples']),
      text: ({ setting }) => names.textOf(setting, ['samples']),
      isHeader: true,
    },
    {
      title: 'Drawings',
      align: 'right',
      value: ({ setting }) => setting.samples,
      text: ({ setting }) => countText(setting.samples),
    },
    {
      title: 'Predicted',
      align: 'right',
      value: curve => predicted(curve) ?? 0,
      text: curve => {
        const at = predicted(curve);
        return at === null ? '–' : sizeText(curve.setting, Number(at.toFixed(1)));
      },
    },
    ...(['testLoss', 'testError'] as const).map(measure => ({
      title: `Observed, ${measure === 'testLoss' ? 'loss' : 'error'}`,
      align: 'right' as const,
      value: ({ verdicts }: ModelWiseCurve) => verdicts[measure].at ?? 0,
      text: ({ setting, verdicts }: ModelWiseCurve) =>
        placeText(verdicts[measure], at => sizeText(setting, at)),
    })),
    {
      title: 'Observed (loss) over predicted',
      align: 'right',
      value: ({ predictedPeak, verdicts }) => (verdicts.testLoss.at ?? 0) / (predictedPeak ?? 1),
      text: ({ predictedPeak, verdicts: { testLoss } }) =>
        predictedPeak === null || testLoss.at === null || testLoss.peak !== 'peak'
          ? '–'
          : (testLoss.at / predictedPeak).toFixed(2),
    },
  ];
}

interface Learned {
  readonly setting: ComplexityCurve['setting'];
  readonly size: number;
  readonly text: string;
  readonly samples: number;
}

function learnedRows({ setting, points }: ComplexityCurve): Learned[] {
  return points.map(({ size, samples, isAtLeast }) => ({
    setting,
    size,
    samples: samples ?? 0,
    text: samples === null ? 'fewer than tried' : `${isAtLeast ? 'at least ' : ''}${countText(samples)}`,
  }));
}

function learnedColumns(names: SettingNames): Columns<Learned> {
  return [
    {
      title: 'Setting',
      value: ({ setting }) => names.textOf(setting),
      text: ({ setting }) => names.textOf(setting),
      isHeader: true,
    },
    {
      title: 'Size',
      align: 'right',
      value: ({ size }) => size,
      text: ({ setting, size }) => sizeText(setting, size),
    },
    { title: 'Drawings', align: 'right', value: ({ samples }) => samples, text: ({ text }) => text },
  ];
}
