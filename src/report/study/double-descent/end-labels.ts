import * as Plot from '@observablehq/plot';
import { labelPlaces } from '../../figures/label-places.ts';
import type { ChartLine } from './line-panel.ts';
import type { ValueScale } from './value-scale.ts';

/** Between two labels, and about the width of a letter. */
const LINE = 14;
const LETTER = 6.5;
const GAP = 12;

/** Room that labels at the right take. */
export function endLabelsRoom(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.map(label => label.length));
  return longest === 0 ? 16 : Math.ceil(longest * LETTER + GAP + 6);
}

interface Frame {
  readonly y: ValueScale;
  readonly top: number;
  readonly height: number;
  /** The right end of the axis. */
  readonly lastX: number;
  readonly inset: number;
}

/** Lines and levels by their names at the right, moved apart; a dotted line leads to a line that ends earlier. */
export function endLabels(
  lines: readonly ChartLine[],
  levels: readonly { readonly y: number; readonly label: string }[],
  { y, top, height, lastX, inset }: Frame,
): Plot.Markish[] {
  const ends = [
    ...lines.flatMap(({ label, color, points }) => {
      const end = points.findLast(point => y.contains(point.y));
      return label === '' || end === undefined ? [] : [{ label, color, weight: 600, x: end.x, y: end.y }];
    }),
    ...levels.map(level => ({ ...level, color: 'var(--muted)', weight: 400, x: lastX })),
  ];
  const place = ({ y: value }: { y: number }) => top + height * (1 - shareOf(y, value));
  const own = ends.map(place);
  const moved = labelPlaces(own, LINE, top + 5, top + height - 5);
  return ends.flatMap(({ label, color, weight, ...end }, at) => [
    Plot.line(end.x < lastX ? [end.x, lastX] : [], {
      x: d => d,
      y: () => end.y,
      stroke: color,
      strokeOpacity: 0.6,
      strokeDasharray: '1,4',
    }),
    Plot.text([end], {
      x: () => lastX,
      y: 'y',
      text: () => label,
      textAnchor: 'start',
      dx: inset + GAP / 2,
      dy: moved[at]! - own[at]!,
      fill: color,
      fontWeight: weight,
    }),
  ]);
}

function shareOf({ type, domain: [low, high] }: ValueScale, value: number): number {
  if (type === 'linear') return (value - low) / (high - low);
  return Math.log(value / low) / Math.log(high / low);
}
