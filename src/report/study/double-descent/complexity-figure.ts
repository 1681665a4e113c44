import { type ComplexityCurve, groupBy, type ModelWiseCurve } from '../../../studies/index.ts';
import type { Figure } from '../../figures/figure.ts';
import { countText } from '../../words.ts';
import { LINE_COLORS } from './comparison-figures.ts';
import { type ChartLine, linePanel, marginFor, type PointSign } from './line-panel.ts';
import { factorText, type SettingNames, sizeText } from './setting-names.ts';
import { sizeAxis } from './size-axis.ts';

/** Curves that differ in their labels alone, for one figure. */
export function complexityGroups(curves: readonly ComplexityCurve[]): ComplexityCurve[][] {
  return groupBy(curves, ({ setting: { model, regularization, training } }) =>
    [model, regularization, training].join('|'),
  );
}

/** Whether there is a model-wise curve of a setting, whatever its number of drawings. */
function belongsTo({ setting }: ModelWiseCurve, complexity: ComplexityCurve): boolean {
  const { samples: _, ...rest } = setting;
  return JSON.stringify(sorted(rest)) === JSON.stringify(sorted(complexity.setting));
}

function sorted(setting: object) {
  return Object.entries(setting).sort(([a], [b]) => a.localeCompare(b));
}

/**
 * How many drawings each size still learns by heart, beside the numbers there were: where a line meets such a level the
 * peak is to be expected (a hollow diamond where it was predicted), a full one is where it was.
 * @returns undefined where no size learned anything by heart.
 */
export function complexityFigure(
  group: readonly ComplexityCurve[],
  modelWise: readonly ModelWiseCurve[],
  names: SettingNames,
): Figure | undefined {
  const { setting } = group[0]!;
  const drawn = group.slice(0, LINE_COLORS.length).map((curve, at) => ({
    curve,
    color: LINE_COLORS[at]!,
    belonging: modelWise.filter(one => belongsTo(one, curve)),
  }));
  const lines = drawn
    .map(({ curve, color }): ChartLine => {
      const points = curve.points.flatMap(({ size, samples }) =>
        samples === null ? [] : [{ x: size, y: samples }],
      );
      return { label: factorText(curve.setting, 'labels'), color, points };
    })
    .filter(({ points }) => points.length > 0);
  if (lines.length === 0) return undefined;
  const signs = drawn.flatMap(({ curve, color, belonging }) => [
    ...curve.points.flatMap(({ size, samples, isAtLeast }): PointSign[] =>
      isAtLeast && samples !== null ? [{ x: size, y: samples, color, symbol: 'triangle' }] : [],
    ),
    ...belonging.flatMap(one => placeSigns(one, color)),
  ]);
  const sizes = group.flatMap(({ points }) => points.map(({ size }) => ({ size })));
  const counts = [...new Set(drawn.flatMap(({ belonging }) => belonging.map(one => one.setting.samples)))];
  const levels = counts.map(count => ({ y: count, label: `n = ${countText(count)}` }));
  const marginRight = marginFor(lines, levels);
  return linePanel({
    name: `descent-complexity-${names.slugOf(setting, ['labels', 'samples'])}`,
    alt: `Effective model complexity against size, ${names.textOf(setting, ['labels', 'samples'])}. ${altOf(drawn.map(({ curve }) => curve))}`,
    x: sizeAxis(setting, sizes, marginRight),
    yLabel: 'drawings learned by heart (logarithmic)',
    lines,
    signs,
    levels,
    marginRight,
    isLogarithmic: true,
  });
}

function placeSigns(
  { setting, predictedPeak, verdicts, points }: ModelWiseCurve,
  color: string,
): PointSign[] {
  const sizes = points.map(({ size }) => size);
  const isInside = (size: number | null): size is number =>
    size !== null && size >= Math.min(...sizes) && size <= Math.max(...sizes);
  const { peak, at } = verdicts.testLoss;
  const sign = (x: number) => ({ x, y: setting.samples, color, symbol: 'diamond' as const });
  return [
    ...(isInside(predictedPeak) ? [{ ...sign(predictedPeak), isHollow: true }] : []),
    ...(peak === 'peak' && isInside(at) ? [sign(at)] : []),
  ];
}

function altOf(curves: readonly ComplexityCurve[]): string {
  const parts = curves.flatMap(({ setting, points }) => {
    const known = points.filter(({ samples }) => samples !== null);
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return [];
    const text = ({ size, samples, isAtLeast }: typeof first) =>
      `${isAtLeast ? 'at least ' : ''}${countText(samples ?? 0)} drawings at ${sizeText(setting, size)}`;
    return [`${factorText(setting, 'labels')}: from ${text(first)} to ${text(last)}`];
  });
  return `${parts.join('; ')}.`;
}
