import type { EpochWiseCurve } from '../../../studies/index.ts';
import type { Figure } from '../../figures/figure.ts';
import { LINE_COLORS, withoutBand } from './comparison-figures.ts';
import { type ChartLine, linePanel, linePoints, marginFor, type PointSign } from './line-panel.ts';
import { decades, logAxis } from './log-axis.ts';
import { DASHED, NESTED } from './model-wise-figures.ts';
import { passWordOf, type SettingNames, sizeText } from './setting-names.ts';
import { lengthWith } from './size-axis.ts';
import { stackedFigure } from './stacked-figure.ts';
import { spansDecades } from './value-scale.ts';
import { spotText } from './verdict-texts.ts';

/** Epochs drawn of a line; between neighbors on a logarithmic axis there is nothing to see. */
const DRAWN = 70;
const TICK = 24;

/** Sizes worth a line: the ends, half of the threshold, the threshold or the peak, and its double. */
export function chosenSizes(
  sizes: readonly number[],
  threshold: number | null,
  peak: number | null,
): number[] {
  const sorted = [...sizes].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const middle = peak ?? threshold ?? Math.sqrt(first * last);
  const wanted = [first, middle / 2, middle, 2 * middle, last];
  return [...new Set(wanted.map(want => nearestSize(sorted, want)))].sort((a, b) => a - b);
}

function nearestSize(sizes: readonly number[], want: number): number {
  const distance = (size: number) => Math.abs(Math.log(size / want));
  return sizes.reduce((best, size) => (distance(size) < distance(best) ? size : best));
}

/** Validation loss and error of a few sizes by epoch, with train, and with the second descent where the verdict sees one. */
export function epochWiseFigures(curves: readonly EpochWiseCurve[], names: SettingNames): Figure[] {
  if (curves.length === 0) return [];
  return [lossFigure(curves, names), errorFigure(curves, names)];
}

function lossFigure(curves: readonly EpochWiseCurve[], names: SettingNames): Figure {
  const { setting } = curves[0]!;
  const validation = curves.map((curve, at) => lineOf(curve, 'validationLoss', LINE_COLORS[at]!));
  const train = curves.map((curve, at) =>
    withoutBand(lineOf(curve, 'trainLoss', LINE_COLORS[at]!, 1, DASHED)),
  );
  const marginRight = marginFor(validation);
  const x = epochAxis(curves, marginRight);
  const signs = curves.flatMap((curve, at) => descentSigns(curve, 'validationLoss', LINE_COLORS[at]!));
  const word = passWordOf(setting);
  const spots = curves.map(
    curve => `${sizeText(setting, curve.size)}: ${epochSpot(curve, curve.verdicts.validationLoss)}`,
  );
  const isLogarithmic = spansDecades(validation.flatMap(({ points }) => points.map(({ y }) => y)));
  return stackedFigure(
    {
      name: `descent-${word}s-loss-${names.slugOf(setting)}`,
      alt: `Validation loss by ${word}, ${names.textOf(setting)}. ${spots.join('; ')}.`,
    },
    [
      linePanel({
        ...NESTED,
        x,
        yLabel: `validation loss (nats${isLogarithmic ? ', logarithmic' : ''})`,
        key: signs.length > 0 ? 'ring: peak, triangle: second valley' : '',
        lines: validation,
        signs,
        isLogarithmic,
        marginRight,
        hasAxis: false,
        frameHeight: 210,
      }),
      linePanel({
        ...NESTED,
        x,
        yLabel: 'train loss (nats, logarithmic)',
        lines: train,
        isLogarithmic: true,
        marginRight,
        frameHeight: 96,
      }),
    ],
  );
}

function errorFigure(curves: readonly EpochWiseCurve[], names: SettingNames): Figure {
  const { setting } = curves[0]!;
  const lines = curves.flatMap((curve, at) => [
    lineOf(curve, 'validationError', LINE_COLORS[at]!, 100),
    withoutBand({ ...lineOf(curve, 'trainError', LINE_COLORS[at]!, 100, DASHED), label: '' }),
  ]);
  const marginRight = marginFor(lines);
  const word = passWordOf(setting);
  const spots = curves.map(
    curve => `${sizeText(setting, curve.size)}: ${epochSpot(curve, curve.verdicts.validationError)}`,
  );
  return linePanel({
    name: `descent-${word}s-error-${names.slugOf(setting)}`,
    alt: `Validation error by ${word}, ${names.textOf(setting)}. ${spots.join('; ')}.`,
    x: epochAxis(curves, marginRight),
    yLabel: 'error (%)',
    key: 'solid: validation, dashed: train',
    lines,
    signs: curves.flatMap((curve, at) => descentSigns(curve, 'validationError', LINE_COLORS[at]!, 100)),
    marginRight,
    frameHeight: 315,
  });
}

function epochAxis(curves: readonly EpochWiseCurve[], marginRight: number) {
  const last = Math.max(...curves.map(({ epochs }) => epochs.at(-1)!));
  const word = passWordOf(curves[0]!.setting);
  return logAxis({
    label: `${word} (logarithmic)`,
    values: [1, last, ...decades(1, last), 5, 20, 50, 200].filter(epoch => epoch <= last),
    tickText: String,
    length: lengthWith(marginRight),
    room: TICK,
  });
}

type Measure = 'trainLoss' | 'trainError' | 'validationLoss' | 'validationError';

function lineOf(curve: EpochWiseCurve, measure: Measure, color: string, scale = 1, dashes = ''): ChartLine {
  const kept = spreadOut(curve.epochs);
  return {
    label: measure.startsWith('train') && measure.endsWith('Loss') ? '' : sizeText(curve.setting, curve.size),
    color,
    dashes,
    points: linePoints(
      kept.map(at => curve.epochs[at]!),
      kept.map(at => curve[measure][at]!),
      scale,
    ),
  };
}

/** Places in a list of epochs, in even steps of the logarithm. */
function spreadOut(epochs: readonly number[]): number[] {
  const last = epochs.at(-1)!;
  const kept = epochs.map((epoch, at) => ({
    at,
    step: Math.floor((DRAWN * Math.log(epoch)) / Math.log(last || 2)),
  }));
  return kept
    .filter(({ step, at }) => at === epochs.length - 1 || step !== kept[at - 1]?.step)
    .map(({ at }) => at);
}

/** A ring on the peak and a triangle in the second valley. */
function descentSigns(
  curve: EpochWiseCurve,
  measure: 'validationLoss' | 'validationError',
  color: string,
  scale = 1,
): PointSign[] {
  const { peak, at } = curve.verdicts[measure];
  const place = at === null ? -1 : curve.epochs.indexOf(at);
  if (peak !== 'peak' || place === -1) return [];
  const values = curve[measure].map(({ value }) => value);
  const valley = values.reduce(
    (best, value, index) => (index > place && value < values[best]! ? index : best),
    place,
  );
  const sign = (index: number) => ({ x: curve.epochs[index]!, y: scale * values[index]!, color });
  const ring: PointSign = { ...sign(place), symbol: 'circle', isHollow: true };
  return valley === place ? [ring] : [ring, { ...sign(valley), symbol: 'triangle2' }];
}

function epochSpot(curve: EpochWiseCurve, verdict: EpochWiseCurve['verdicts']['validationLoss']): string {
  if (verdict.peak === 'none' || verdict.at === null) return spotText(verdict, curve.setting);
  return `a ${verdict.peak} at ${passWordOf(curve.setting)} ${verdict.at}`;
}
