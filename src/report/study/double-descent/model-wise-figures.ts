import type { DescentMeasure, DescentVerdict, ModelWiseCurve } from '../../../studies/index.ts';
import type { Figure } from '../../figures/figure.ts';
import type { Landmark } from './landmark-marks.ts';
import { type ChartLine, linePanel, linePoints, marginFor, type PointSign } from './line-panel.ts';
import { natsText, percentNumber } from './number-texts.ts';
import { passWordOf, type SettingNames, sizeText } from './setting-names.ts';
import { sizeAxis } from './size-axis.ts';
import { stackedFigure } from './stacked-figure.ts';
import { withPenalty } from './study-findings.ts';
import { spansDecades } from './value-scale.ts';
import { spotText } from './verdict-texts.ts';

const TEST = 'var(--blue)';
const BEST = 'var(--teal)';
const TRAIN = 'var(--orange)';
const NOISY = 'var(--violet)';
const PEAK = 'var(--crimson)';
export const DOTTED = '1.5,3.5';
export const DASHED = '6,4';
/** The train loss with what regularization adds to it. */
const PENALIZED = { label: 'with penalty', color: 'var(--olive)', isThin: true } as const;
const UPPER = 200;
const LOWER = 96;

/** Loss, error and best epoch of one setting against the size. */
export function modelWiseFigures(curve: ModelWiseCurve, names: SettingNames): Figure[] {
  const slug = names.slugOf(curve.setting);
  const shown = { curve, slug, title: names.textOf(curve.setting) };
  return [lossFigure(shown), errorFigure(shown), bestEpochFigure(shown)].filter(
    figure => figure !== undefined,
  );
}

interface Shown {
  readonly curve: ModelWiseCurve;
  readonly slug: string;
  readonly title: string;
}

/** Test losses on a linear axis; the train loss on one of its own below where it is so small that it needs a logarithmic one. */
function lossFigure({ curve, slug, title }: Shown): Figure | undefined {
  const test = [lineOf(curve, 'testLoss', 'test', TEST), bestLine(curve, 'bestTestLoss', 1)].filter(isDrawn);
  const train = [
    lineOf(curve, 'trainLoss', 'train', TRAIN, { dashes: DASHED }),
    { ...PENALIZED, points: withPenalty(curve.points).map(({ size, value }) => ({ x: size, y: value })) },
  ].filter(isDrawn);
  const all = [...test, ...train];
  if (test.length === 0) return undefined;
  const name = `descent-loss-${slug}`;
  const alt = `Loss against size, ${title}. ${verdictAlt(curve, curve.verdicts.testLoss, 'testLoss')}`;
  const marginRight = marginFor(all);
  const shared = {
    x: sizeAxis(curve.setting, curve.points, marginRight),
    marginRight,
    landmarks: landmarksOf(curve, curve.verdicts.testLoss),
  };
  const signs = peakSigns(curve, 'testLoss', curve.verdicts.testLoss, 1);
  if (!spansDecades(valuesOf(all)))
    return linePanel({ name, alt, ...shared, yLabel: 'loss (nats)', lines: all, signs });
  const logarithmic = spansDecades(valuesOf(test));
  return stackedFigure({ name, alt }, [
    linePanel({
      ...NESTED,
      ...shared,
      yLabel: `test loss (nats${logarithmic ? ', logarithmic' : ''})`,
      lines: test,
      signs,
      isLogarithmic: logarithmic,
      hasAxis: false,
      frameHeight: UPPER,
    }),
    linePanel({
      ...NESTED,
      ...shared,
      yLabel: 'train loss (nats, logarithmic)',
      lines: train,
      hasLandmarkNames: false,
      isLogarithmic: true,
      frameHeight: LOWER,
    }),
  ]);
}

/** A panel of a figure, which the figure speaks for. */
export const NESTED = { name: '', alt: '' } as const;

function errorFigure({ curve, slug, title }: Shown): Figure | undefined {
  const lines = [
    lineOf(curve, 'testError', 'test', TEST, { scale: 100 }),
    bestLine(curve, 'bestTestError', 100),
    lineOf(curve, 'trainError', 'train', TRAIN, { dashes: DASHED, scale: 100 }),
    ...(curve.setting.labelNoise > 0
      ? [lineOf(curve, 'noisyTestError', 'noisy test', NOISY, { scale: 100, isThin: true })]
      : []),
  ].filter(isDrawn);
  if (lines.length === 0) return undefined;
  const { testError } = curve.verdicts;
  const marginRight = marginFor(lines);
  return linePanel({
    name: `descent-error-${slug}`,
    alt: `Error against size, ${title}. ${verdictAlt(curve, testError, 'testError')}`,
    x: sizeAxis(curve.setting, curve.points, marginRight),
    yLabel: 'error (%)',
    lines,
    marginRight,
    landmarks: landmarksOf(curve, testError),
    signs: peakSigns(curve, 'testError', testError, 100),
    frameHeight: 280,
  });
}

/** After how many epochs validation was best; of trees, after how many rounds. */
function bestEpochFigure({ curve, slug, title }: Shown): Figure | undefined {
  const word = passWordOf(curve.setting);
  const lines = [
    lineOf(curve, 'bestEpochByLoss', 'by loss', TEST),
    lineOf(curve, 'bestEpochByAccuracy', 'by accuracy', TRAIN, { dashes: DASHED }),
  ].filter(isDrawn);
  if (lines.length === 0) return undefined;
  const marginRight = marginFor(lines);
  const ends = lines.map(
    ({ label, points }) => `${label} from ${Math.round(points[0]!.y)} to ${Math.round(points.at(-1)!.y)}`,
  );
  return linePanel({
    name: `descent-best-${word}-${slug}`,
    alt: `Best ${word} of validation against size, ${title}: ${ends.join(', ')}.`,
    x: sizeAxis(curve.setting, curve.points, marginRight),
    yLabel: `best ${word} of validation (logarithmic)`,
    lines,
    marginRight,
    landmarks: landmarksOf(curve).filter(({ label }) => label === 'threshold'),
    isLogarithmic: true,
  });
}

interface LineLook {
  readonly dashes?: string;
  readonly scale?: number;
  readonly isThin?: boolean;
}

/** A measure against the size. */
export function lineOf(
  { points }: Pick<ModelWiseCurve, 'points'>,
  measure: DescentMeasure,
  label: string,
  color: string,
  { scale = 1, ...look }: LineLook = {},
): ChartLine {
  const sizes = points.map(({ size }) => size);
  const estimates = points.map(({ measures }) => measures[measure]);
  return { label, color, ...look, points: linePoints(sizes, estimates, scale) };
}

function bestLine(curve: ModelWiseCurve, measure: DescentMeasure, scale: number): ChartLine {
  return lineOf(curve, measure, 'early stopping', BEST, { dashes: DOTTED, scale });
}

export const isDrawn = ({ points }: ChartLine) => points.length > 0;

function valuesOf(lines: readonly ChartLine[]): number[] {
  return lines.flatMap(({ points }) => points.map(({ y }) => y));
}

/** What is marked on the axis of sizes, as far as the axis reaches. */
function landmarksOf(curve: ModelWiseCurve, verdict?: DescentVerdict): Landmark[] {
  const { threshold, landmarks, predictedPeak, points } = curve;
  const sizes = points.map(({ size }) => size);
  const isPeak = verdict?.peak === 'peak' && verdict.at !== null;
  const all = [
    { x: landmarks?.samples, label: 'P = n', color: 'var(--muted)', dashes: '1,3' },
    { x: landmarks?.samplesTimesClasses, label: 'P = n·classes', color: 'var(--muted)', dashes: '1,3' },
    { x: threshold, label: 'threshold', color: 'var(--ink)', dashes: '5,3' },
    { x: predictedPeak, label: 'predicted peak', color: NOISY, dashes: '8,2,2,2' },
    { x: isPeak ? verdict.at : null, label: 'peak', color: PEAK, dashes: '' },
  ];
  return all.flatMap(({ x, ...look }): Landmark[] =>
    typeof x === 'number' && x >= Math.min(...sizes) && x <= Math.max(...sizes) ? [{ x, ...look }] : [],
  );
}

/** A ring on the peak, where the verdict says that there is one. */
export function peakSigns(
  { points }: Pick<ModelWiseCurve, 'points'>,
  measure: DescentMeasure,
  { peak, at }: DescentVerdict,
  scale: number,
  color = PEAK,
): PointSign[] {
  if (peak !== 'peak' || at === null) return [];
  const value = points.find(({ size }) => size === at)?.measures[measure]?.value;
  return value === undefined ? [] : [{ x: at, y: scale * value, color, symbol: 'circle', isHollow: true }];
}

function verdictAlt(
  { setting, points }: ModelWiseCurve,
  verdict: DescentVerdict,
  measure: 'testLoss' | 'testError',
): string {
  const text = measure === 'testLoss' ? natsText : (share: number) => `${percentNumber(1)(share)}%`;
  const known = points.flatMap(({ size, measures }) => {
    const value = measures[measure]?.value;
    return value === undefined ? [] : [`${text(value)} at ${sizeText(setting, size)}`];
  });
  const ends = known.length > 1 ? `from ${known[0]} to ${known.at(-1)}` : (known[0] ?? 'not measured');
  return `Test after the last ${passWordOf(setting)}: ${ends}; ${spotText(verdict, setting)}.`;
}
