import type { ModelWiseCurve } from '../../../studies/index.ts';
import { groupBy } from '../../../studies/index.ts';
import type { Figure } from '../../figures/figure.ts';
import { type ChartLine, linePanel, marginFor } from './line-panel.ts';
import { DOTTED, isDrawn, lineOf, peakSigns } from './model-wise-figures.ts';
import { type Factor, factorText, type SettingNames } from './setting-names.ts';
import { sizeAxis } from './size-axis.ts';
import { spansDecades } from './value-scale.ts';
import { spotText } from './verdict-texts.ts';

/** Of lines that are told apart by one factor, in its order. */
export const LINE_COLORS = ['blue', 'orange', 'teal', 'violet', 'crimson', 'olive'].map(
  name => `var(--${name})`,
);

const FACTORS = ['labels', 'regularization', 'training', 'samples'] as const;

/** Settings that differ in one factor alone. */
export interface Comparison {
  readonly factor: Factor;
  readonly curves: readonly ModelWiseCurve[];
}

/** Every group of settings that differ in one factor, so that each figure answers one question. */
export function comparisonsIn(curves: readonly ModelWiseCurve[]): Comparison[] {
  return FACTORS.flatMap(factor => {
    const others = (['model', ...FACTORS] as const).filter(other => other !== factor);
    const groups = groupBy(curves, ({ setting }) =>
      JSON.stringify(others.map(other => factorText(setting, other))),
    );
    return groups.filter(group => group.length > 1).map(group => ({ factor, curves: group }));
  });
}

/** Test loss and error of settings beside each other. */
export function comparisonFigures({ factor, curves }: Comparison, names: SettingNames): Figure[] {
  return (['Loss', 'Error'] as const).flatMap(measure => {
    const scale = measure === 'Loss' ? 1 : 100;
    const colored = curves
      .slice(0, LINE_COLORS.length)
      .map((curve, at) => ({ curve, color: LINE_COLORS[at]! }));
    const lines = colored
      .flatMap(({ curve, color }) => [
        lineOf(curve, `test${measure}`, shortText(curve, factor), color, { scale }),
        withoutBand(lineOf(curve, `bestTest${measure}`, '', color, { scale, dashes: DOTTED })),
      ])
      .filter(isDrawn);
    if (lines.length === 0) return [];
    const marginRight = marginFor(lines);
    const { setting } = curves[0]!;
    const isLogarithmic =
      measure === 'Loss' && spansDecades(lines.flatMap(({ points }) => points.map(({ y }) => y)));
    const spots = curves.map(
      curve => `${factorText(curve.setting, factor)}: ${spotText(curve.verdicts[`test${measure}`], setting)}`,
    );
    return [
      linePanel({
        name: comparisonName({ factor, curves }, measure, names),
        alt: `Test ${measure.toLowerCase()} against size, ${names.textOf(setting, [factor])}. ${spots.join('; ')}.`,
        x: sizeAxis(
          setting,
          curves.flatMap(({ points }) => points),
          marginRight,
        ),
        yLabel: `test ${measure === 'Loss' ? `loss (nats${isLogarithmic ? ', log.' : ''})` : 'error (%)'}`,
        key: 'solid: last epoch, dotted: early stopping',
        lines,
        marginRight,
        isLogarithmic,
        signs: colored.flatMap(({ curve, color }) =>
          peakSigns(curve, `test${measure}`, curve.verdicts[`test${measure}`], scale, color),
        ),
        frameHeight: 260,
      }),
    ];
  });
}

/** Of the figure's file. */
export function comparisonName(
  { factor, curves }: Comparison,
  measure: 'Loss' | 'Error',
  names: SettingNames,
): string {
  return `descent-by-${factor}-${measure.toLowerCase()}-${names.slugOf(curves[0]!.setting, [factor])}`;
}

function shortText({ setting }: ModelWiseCurve, factor: Factor): string {
  return factorText(setting, factor).replace('no regularization', 'none');
}

/** Bands of all lines would hide each other. */
export function withoutBand(line: ChartLine): ChartLine {
  return { ...line, isThin: true, points: line.points.map(({ x, y }) => ({ x, y })) };
}
