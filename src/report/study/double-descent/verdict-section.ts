import type { DescentFindings, DescentVerdict, ModelWiseCurve } from '../../../studies/index.ts';
import { html } from '../../html.ts';
import { type Section, tableOf } from '../../sections/parts.ts';
import type { Columns } from '../../table-rows.ts';
import { pluralText } from '../../words.ts';
import { estimateText, natsText, percentNumber } from './number-texts.ts';
import { passWordOf, type SettingNames, sizeText } from './setting-names.ts';
import { placeText } from './verdict-texts.ts';

/** A curve of test loss or error with what the rule says of it. */
interface Row {
  readonly curve: ModelWiseCurve;
  readonly measure: 'loss' | 'error';
  readonly verdict: DescentVerdict;
}

/** What came out, before any figure: a line for each setting and measure. */
export function verdictSection({ modelWise }: DescentFindings, names: SettingNames): Section | undefined {
  if (modelWise.length === 0) return undefined;
  const rows = modelWise.flatMap((curve): Row[] => [
    { curve, measure: 'loss', verdict: curve.verdicts.testLoss },
    { curve, measure: 'error', verdict: curve.verdicts.testError },
  ]);
  return {
    id: 'verdicts',
    short: 'Verdicts',
    title: 'Is there a second descent?',
    body: html`<p>${countedText(modelWise)} ${intervalsText(modelWise)}</p>
${tableOf({
  id: 'verdicts',
  caption:
    'Of the test loss and the test error after the last epoch, by the rule in the documentation: a peak rises and falls again, each beyond its 95% interval; a plateau slows down and speeds up again. Rise and fall are cross-fitted over seeds, so that they are not those of the mean curve. Losses in nats, errors in points. Threshold: the size from which on the train error is 0.1% or less. Predicted: where the effective model complexity puts the peak, from train errors alone. A place in parentheses is what comes nearest to a peak where there is none.',
  columns: columnsWith(names),
  rows,
})}
<ul>${rows.map(
      ({
        curve,
        measure,
        verdict,
      }) => html`<li>${names.titleOf(curve.setting)}, ${measure}: ${verdict.words}</li>
`,
    )}</ul>`,
  };
}

function countedText(curves: readonly ModelWiseCurve[]): string {
  const has = (peak: DescentVerdict['peak'], measure: 'testLoss' | 'testError') =>
    curves.filter(({ verdicts }) => verdicts[measure].peak === peak).length;
  const [loss, error] = [has('peak', 'testLoss'), has('peak', 'testError')];
  const plateaus = has('plateau', 'testLoss');
  if (curves.length === 1) {
    const { testLoss, testError } = curves[0]!.verdicts;
    return `The test loss has ${articleText(testLoss.peak)}, the test error ${articleText(testError.peak)}.`;
  }
  const plateau = plateaus === 0 ? '' : `, a plateau in ${plateaus}`;
  return `Of ${pluralText(curves.length, 'setting')} the test loss has a peak in ${loss}${plateau}; the test error has a peak in ${error}.`;
}

function articleText(peak: DescentVerdict['peak']): string {
  return peak === 'none' ? 'no peak' : `a ${peak}`;
}

/** Over how many runs the intervals are. */
function intervalsText(curves: readonly ModelWiseCurve[]): string {
  const runs = curves.flatMap(({ points }) => points.map(({ measures }) => measures.testLoss?.runs ?? 0));
  const most = Math.max(0, ...runs);
  if (most < 2)
    return 'There is one seed, so that there are no intervals: nothing here can be told from chance.';
  return `Intervals of 95% are over up to ${most} seeds; those of rise and fall are about half as wide again as Student’s, for their places are chosen on the other seeds.`;
}

function columnsWith(names: SettingNames): Columns<Row> {
  const place = (of: (curve: ModelWiseCurve) => number | null) => ({
    align: 'right' as const,
    value: ({ curve }: Row) => of(curve) ?? 0,
    text: ({ curve }: Row) => {
      const size = of(curve);
      return size === null ? '–' : sizeText(curve.setting, Number(size.toFixed(1)));
    },
  });
  const change = (of: 'rise' | 'fall') => ({
    align: 'right' as const,
    value: ({ verdict }: Row) => verdict[of]?.value ?? 0,
    text: ({ verdict, measure }: Row) =>
      estimateText(verdict[of], measure === 'loss' ? natsText : percentNumber(1)),
  });
  return [
    {
      title: 'Setting',
      value: ({ curve }) => names.textOf(curve.setting),
      text: ({ curve }) => names.textOf(curve.setting),
      isHeader: true,
    },
    { title: 'Test', value: ({ measure }) => measure, text: ({ measure }) => measure },
    { title: 'Verdict', value: ({ verdict }) => verdict.peak, text: ({ verdict }) => verdict.peak },
    {
      title: 'Place',
      align: 'right',
      value: ({ verdict }) => verdict.at ?? 0,
      text: ({ curve, verdict }) => placeText(verdict, at => sizeText(curve.setting, at)),
    },
    { title: 'Rise', ...change('rise') },
    { title: 'Fall', ...change('fall') },
    { title: 'Threshold', ...place(({ threshold }) => threshold) },
    { title: 'Predicted', ...place(({ predictedPeak }) => predictedPeak) },
  ];
}

/** What the vertical lines of the figures of a setting mean, with their places. */
export function landmarkWords(curve: ModelWiseCurve): string[] {
  const { setting, points, threshold, landmarks, predictedPeak, verdicts } = curve;
  const text = (size: number) => sizeText(setting, Number(size.toFixed(1)));
  const word = passWordOf(setting);
  return [
    threshold === null
      ? 'Threshold: the train error is not 0.1% or less at the largest size.'
      : threshold === Math.min(...points.map(({ size }) => size))
        ? `Threshold: the train error is 0.1% or less at all sizes here, from ${text(threshold)} on.`
        : `Threshold: the train error is 0.1% or less from ${text(threshold)} on.`,
    ...(landmarks === null
      ? []
      : [
          `Parameters equal the drawings (P = n) at ${text(landmarks.samples)}, drawings times classes at ${text(landmarks.samplesTimesClasses)}.`,
        ]),
    predictedPeak === null
      ? 'Where the peak should be cannot be told from the train errors.'
      : `Predicted peak, from train errors alone: ${text(predictedPeak)}.`,
    `Test loss after the last ${word}: ${verdicts.testLoss.words}`,
    `Test error: ${verdicts.testError.words}`,
  ];
}
