import * as Plot from '@observablehq/plot';
import { meanInterval } from '../../../analysis/index.ts';
import type { CauseFindings } from '../../../studies/index.ts';
import { chart, grid } from '../../figures/chart.ts';
import type { Figure } from '../../figures/figure.ts';
import { labelPlaces } from '../../figures/label-places.ts';
import { LEFT, WIDTH } from './line-panel.ts';
import { estimateText, hasInterval, natsText, tickText } from './number-texts.ts';
import { factorText } from './setting-names.ts';
import { valueScale } from './value-scale.ts';

const TOP = 32;
const HEIGHT = 250;
const BOTTOM = 42;
const RIGHT = 30;

/** Height of the peak against the share of wrong labels: points with their intervals, and the line with the slope found. */
export function causeFigure(cause: CauseFindings, at: number): Figure | undefined {
  const points = cause.points.map(point => ({
    share: 100 * point.wrongShare,
    y: point.height.value,
    ...(hasInterval(point.height) ? { low: point.height.low, high: point.height.high } : {}),
    label: labelOf(point),
  }));
  if (points.length === 0) return undefined;
  const y = valueScale([{ points }], [{ y: 0 }]);
  const most = Math.max(...points.map(({ share }) => share));
  const domain: [number, number] = [-0.04 * most - 0.5, 1.08 * most + 0.5];
  const fit = fittedLine(cause, most).filter(({ y: value }) => y.contains(value));
  return chart({
    name: `descent-cause-${at + 1}`,
    alt: `Height of the peak at k = ${cause.width} against the share of wrong labels: ${cause.points
      .map(point => `${labelOf(point)} ${estimateText(point.height, natsText)} nats`)
      .join('; ')}.`,
    width: WIDTH,
    height: TOP + HEIGHT + BOTTOM,
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginLeft: LEFT,
    marginRight: RIGHT,
    x: { label: 'wrong training labels (%)', domain, labelAnchor: 'center' },
    y: { domain: [...y.domain], axis: null },
    marks: [
      Plot.gridY([...y.ticks], grid),
      Plot.axisY([...y.ticks], { tickSize: 0, label: null, tickFormat: tickText }),
      Plot.ruleY([0], { stroke: 'var(--muted)' }),
      Plot.text([`test loss at k = ${cause.width} above that of the widest (nats)`], {
        frameAnchor: 'top-left',
        textAnchor: 'start',
        lineAnchor: 'middle',
        dx: -LEFT + 2,
        dy: -TOP + 10,
        text: d => d,
      }),
      Plot.line(fit, {
        x: 'share',
        y: 'y',
        stroke: 'var(--orange)',
        strokeWidth: 1.5,
        strokeDasharray: '6,4',
      }),
      Plot.ruleX(
        points.flatMap(({ share, low, high }) =>
          low === undefined || high === undefined ? [] : [{ share, low: y.clamp(low), high: y.clamp(high) }],
        ),
        { x: 'share', y1: 'low', y2: 'high', stroke: 'var(--blue-soft)', strokeWidth: 4 },
      ),
      Plot.dot(points, { x: 'share', y: 'y', r: 4, fill: 'var(--blue)', stroke: 'var(--paper)' }),
      ...labelMarks(points, domain, y.domain),
    ],
  });
}

interface Labeled {
  readonly share: number;
  readonly y: number;
  readonly label: string;
}

/** Beside each point; on the left of it in the right half, so that no name is cut off. */
function labelMarks(
  points: readonly Labeled[],
  [, most]: readonly [number, number],
  [low, high]: readonly [number, number],
): Plot.Markish[] {
  const own = points.map(({ y }) => HEIGHT * (1 - (y - low) / (high - low)));
  // Right of a point and below it, or left and above: where a rising line is not.
  const wanted = own.map((place, at) => place + (points[at]!.share > most / 2 ? -9 : 9));
  const places = labelPlaces(wanted, 15, 6, HEIGHT - 6);
  return points.map((point, at) => {
    const isRight = point.share > most / 2;
    return Plot.text([point], {
      x: 'share',
      y: 'y',
      text: 'label',
      textAnchor: isRight ? 'end' : 'start',
      dx: isRight ? -10 : 10,
      dy: places[at]! - own[at]!,
      fill: 'var(--blue)',
      stroke: 'var(--paper)',
      strokeWidth: 3,
    });
  });
}

/** The line of least squares goes through the middle of the points. */
function fittedLine({ points, slope }: CauseFindings, most: number): { share: number; y: number }[] {
  if (slope === null) return [];
  const share = meanInterval(points.map(({ wrongShare }) => wrongShare)).value;
  const height = meanInterval(points.map(point => point.height.value)).value;
  return Array.from({ length: 41 }, (_, at) => {
    const x = (most * at) / 40;
    return { share: x, y: height + slope.value * (x / 100 - share) };
  });
}

function labelOf({ labels, labelNoise }: CauseFindings['points'][number]): string {
  const setting = { model: 'cnn', regularization: '', training: '', labels, labelNoise } as const;
  return labels === 'injected' ? `${factorText(setting, 'labels').replace(' labels', '')} added` : labels;
}
