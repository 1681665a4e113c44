import { groupBy, type SampleWiseCurve } from '../../../studies/index.ts';
import type { Figure } from '../../figures/figure.ts';
import { countText } from '../../words.ts';
import { LINE_COLORS } from './comparison-figures.ts';
import { linePanel, linePoints, marginFor, type PointSign } from './line-panel.ts';
import { logAxis } from './log-axis.ts';
import { type SettingNames, sizeText } from './setting-names.ts';
import { lengthWith } from './size-axis.ts';
import { spansDecades } from './value-scale.ts';

const TICK = 40;
/** Lines that can be told apart. */
const MOST = 6;

/** Sample-wise curves of one setting each, smaller models first. */
export function sampleGroups(curves: readonly SampleWiseCurve[]): SampleWiseCurve[][] {
  return groupBy(curves, ({ setting }) => JSON.stringify(setting)).map(group =>
    [...group].sort((a, b) => a.size - b.size),
  );
}

/** Test loss and error against the number of training drawings, a line a size, a ring where more of them hurt. */
export function sampleWiseFigures(group: readonly SampleWiseCurve[], names: SettingNames): Figure[] {
  const curves = spread(group).map((curve, at) => ({ curve, color: LINE_COLORS[at]! }));
  return (['Loss', 'Error'] as const).flatMap((measure): Figure[] => {
    const scale = measure === 'Loss' ? 1 : 100;
    const lines = curves.map(({ curve, color }) => ({
      label: sizeText(curve.setting, curve.size),
      color,
      points: linePoints(curve.samples, curve[`test${measure}`], scale),
    }));
    const values = lines.flatMap(({ points }) => points.map(({ y }) => y));
    if (values.length === 0) return [];
    const marginRight = marginFor(lines);
    const { setting } = group[0]!;
    const isLogarithmic = measure === 'Loss' && spansDecades(values);
    const signs = curves.flatMap(({ curve, color }): PointSign[] => {
      const { peak, at } = curve.verdicts[`test${measure}`];
      const place = peak === 'peak' && at !== null ? curve.samples.indexOf(at) : -1;
      const value = curve[`test${measure}`][place]?.value;
      return value === undefined || at === null
        ? []
        : [{ x: at, y: scale * value, color, symbol: 'circle', isHollow: true }];
    });
    const hurt = curves.filter(({ curve }) => curve.verdicts[`test${measure}`].peak === 'peak');
    const spots =
      hurt.length === 0
        ? 'More drawings make none of them worse.'
        : `More drawings make it worse for a while at ${hurt.map(({ curve }) => sizeText(setting, curve.size)).join(', ')}.`;
    return [
      linePanel({
        name: `descent-samples-${measure.toLowerCase()}-${names.slugOf(setting)}`,
        alt: `Test ${measure.toLowerCase()} against the number of training drawings, ${names.textOf(setting)}. ${spots}`,
        x: logAxis({
          label: 'training drawings (logarithmic)',
          values: curves.flatMap(({ curve }) => curve.samples),
          tickText: countText,
          length: lengthWith(marginRight),
          room: TICK,
        }),
        yLabel:
          measure === 'Loss' ? `test loss (nats${isLogarithmic ? ', logarithmic' : ''})` : 'test error (%)',
        key: signs.length > 0 ? 'ring: more drawings hurt' : '',
        lines,
        signs,
        isLogarithmic,
        marginRight,
      }),
    ];
  });
}

/** As many as can be told apart, the ends among them. */
function spread<T>(group: readonly T[]): T[] {
  if (group.length <= MOST) return [...group];
  return Array.from({ length: MOST }, (_, at) => group[Math.round((at * (group.length - 1)) / (MOST - 1))]!);
}
