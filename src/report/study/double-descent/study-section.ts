import type { DescentFindings, ModelWiseCurve } from '../../../studies/index.ts';
import { html } from '../../html.ts';
import { type Section, tableOf } from '../../sections/parts.ts';
import type { Columns } from '../../table-rows.ts';
import { pluralText } from '../../words.ts';
import { factorText, type SettingNames } from './setting-names.ts';
import {
  bestAccuracy,
  biggerIsBetter,
  type ComparedFinding,
  epochsToBest,
  penaltyRises,
  secondDescent,
  trainLossFalls,
} from './study-findings.ts';

/** The study's findings, point by point, beside what this study's numbers say; undefined without networks. */
export function studySection(findings: DescentFindings, names: SettingNames): Section | undefined {
  const curves = comparableCurves(findings);
  if (curves.length === 0) return undefined;
  const of = (regularization: string) =>
    curves.find(({ setting }) => setting.regularization === regularization);
  const [plain, l2] = [of('none'), of('l2')];
  const rows = [
    ...curves.map(secondDescent),
    plain && trainLossFalls(plain),
    l2 && penaltyRises(l2),
    bestAccuracy(curves),
    ...curves.map(epochsToBest),
    ...curves.map(biggerIsBetter),
  ].filter(row => row !== undefined);
  const told = curves.map(({ setting }) => names.textOf(setting)).join('; ');
  const { samples, training } = curves[0]!.setting;
  const isTold = told.includes('drawings');
  return {
    id: 'study',
    short: 'Beside the study',
    title: 'Beside the study’s findings',
    body: html`<p>The study that this repeats (Hansen, Nielsen and Ravn, QuickDraw Data: large CNNs and GANs) trained k = 1 to 45 on ten categories, 8,000 training drawings and 200 epochs of Adam at 0.001, with one seed and no label noise. Here the labels closest to that are taken of each regularization: ${told} (${training}${isTold ? '' : `, ${pluralText(samples, 'drawing')}`}). What differs in drawings, epochs or widths may make the findings differ.</p>
<div class="sentences">${tableOf({ id: 'study', caption: 'The study’s findings and what the numbers of this study say.', columns, rows })}</div>`,
  };
}

/** Of each regularization the setting that is closest to the study's: the fewest wrong labels, as they are rather than cleaned, the most drawings. */
function comparableCurves({ modelWise }: DescentFindings): ModelWiseCurve[] {
  const networks = modelWise.filter(({ setting, points }) => setting.model === 'cnn' && points.length > 0);
  const first = networks[0]?.setting.training;
  const best = new Map<string, ModelWiseCurve>();
  for (const curve of networks) {
    const { regularization, training } = curve.setting;
    const other = best.get(regularization);
    if (training === first && (other === undefined || isCloser(curve, other)))
      best.set(regularization, curve);
  }
  return [...best.values()];
}

function isCloser({ setting: a }: ModelWiseCurve, { setting: b }: ModelWiseCurve): boolean {
  if (a.labelNoise !== b.labelNoise) return a.labelNoise < b.labelNoise;
  if (a.labels !== b.labels) return a.labels === 'natural';
  return a.samples > b.samples;
}

const columns: Columns<ComparedFinding> = [
  {
    title: 'Regularization',
    value: ({ setting }) => (setting === undefined ? 'all' : factorText(setting, 'regularization')),
    text: ({ setting }) => (setting === undefined ? 'all' : factorText(setting, 'regularization')),
    isHeader: true,
  },
  { title: 'The study', value: ({ study }) => study, text: ({ study }) => study },
  { title: 'Seen here', value: ({ seen }) => seen, text: ({ seen }) => seen },
  { title: 'Here', value: ({ here }) => here, text: ({ here }) => here },
];
