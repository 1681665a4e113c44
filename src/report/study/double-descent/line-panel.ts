import * as Plot from '@observablehq/plot';
import type { Estimate } from '../../../analysis/index.ts';
import { chart, grid } from '../../figures/chart.ts';
import type { Figure } from '../../figures/figure.ts';
import { endLabels, endLabelsRoom } from './end-labels.ts';
import { type Landmark, landmarkMarks, landmarkRows } from './landmark-marks.ts';
import type { LogAxis } from './log-axis.ts';
import { hasInterval, tickText } from './number-texts.ts';
import { type ValueScale, valueScale } from './value-scale.ts';

/** Of all figures of a study of double descent, in units. */
export const WIDTH = 460;
export const LEFT = 52;
export const INSET = 8;
/** Above the frame: the axis's own label, and each row of names of landmarks. */
const HEAD = 24;
const ROW = 15;

/** A place on a line. Low and high are the ends of a 95 % interval. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

export interface ChartLine {
  /** Beside its right end; empty for a line that is told otherwise. */
  readonly label: string;
  readonly color: string;
  readonly dashes?: string;
  readonly isThin?: boolean;
  readonly points: readonly LinePoint[];
}

/** A sign on a line, such as the peak. */
export interface PointSign {
  readonly x: number;
  readonly y: number;
  readonly color: string;
  readonly symbol: Plot.SymbolType;
  readonly isHollow?: boolean;
}

export interface PanelOptions extends Pick<Figure, 'name' | 'alt'> {
  readonly x: LogAxis;
  /** Above the axis. */
  readonly yLabel: string;
  readonly lines: readonly ChartLine[];
  readonly signs?: readonly PointSign[];
  readonly landmarks?: readonly Landmark[];
  /** Whether names of landmarks stand above: below another panel they need not. */
  readonly hasLandmarkNames?: boolean;
  /** Horizontal lines at values that mean something, named at the right end. */
  readonly levels?: readonly { readonly y: number; readonly label: string }[];
  /** In the upper right corner: what dashes and signs mean. */
  readonly key?: string;
  /** Without ticks, above another panel with the same axis. */
  readonly hasAxis?: boolean;
  /** Of the frame without what is around it. */
  readonly frameHeight?: number;
  /** Shared by panels above each other. */
  readonly marginRight?: number;
  readonly isLogarithmic?: boolean;
}

/** Room at the right for the names of lines. */
export function marginFor(lines: readonly ChartLine[], levels: PanelOptions['levels'] = []): number {
  return endLabelsRoom([...lines, ...levels].map(({ label }) => label));
}

/** Lines with their intervals as bands, landmarks as vertical lines, all named where they are. */
export function linePanel({ name, alt, x, yLabel, lines, ...options }: PanelOptions): Figure {
  const { landmarks = [], hasLandmarkNames = true, signs = [], levels = [], hasAxis = true } = options;
  const { frameHeight = 236, marginRight = marginFor(lines, levels), key = '' } = options;
  const frameWidth = WIDTH - LEFT - marginRight - 2 * INSET;
  const rows = landmarkRows(landmarks, { domain: x.domain, length: frameWidth });
  const marginTop = HEAD + (hasLandmarkNames ? ROW * rows.count : 0);
  const marginBottom = hasAxis ? 26 + 14 * x.tickLines : 10;
  const y = valueScale(lines, levels, options.isLogarithmic);
  return chart({
    name,
    alt,
    width: WIDTH,
    height: marginTop + frameHeight + marginBottom,
    marginTop,
    marginRight,
    marginBottom,
    marginLeft: LEFT,
    x: { type: 'log', domain: [...x.domain], insetLeft: INSET, insetRight: INSET, axis: null },
    y: { type: y.type, domain: [...y.domain], axis: null },
    marks: [
      Plot.gridY([...y.ticks], grid),
      Plot.axisY([...y.ticks], { text: tickText, tickSize: 0, label: null }),
      ...(hasAxis ? axisMarks(x) : [Plot.ruleX([...x.ticks], { ...grid, strokeOpacity: 0.6 })]),
      headText(yLabel, -LEFT + 2, marginTop),
      ...(key === '' ? [] : [keyText(key, marginRight, marginTop)]),
      ...landmarkMarks(landmarks, rows, { row: ROW, hasNames: hasLandmarkNames, inset: INSET }),
      Plot.ruleY([...levels], { y: 'y', stroke: 'var(--muted)', strokeDasharray: '1,3' }),
      ...lines.map(line => bandMark(line, y)),
      ...lines.flatMap(line => lineMarks(line, y)),
      ...signs.filter(({ y: value }) => y.contains(value)).map(signMark),
      ...endLabels(lines, levels, {
        y,
        top: marginTop,
        height: frameHeight,
        lastX: x.domain[1],
        inset: INSET,
      }),
    ],
  });
}

function axisMarks(x: LogAxis): Plot.Markish[] {
  return [
    Plot.axisX([...x.ticks], {
      // Not as a format: of those a logarithmic axis leaves some out.
      text: x.tickText,
      label: x.label,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 22 + 14 * x.tickLines,
      lineHeight: 1.15,
    }),
  ];
}

function headText(text: string, dx: number, marginTop: number): Plot.Markish {
  return Plot.text([text], {
    frameAnchor: 'top-left',
    textAnchor: 'start',
    lineAnchor: 'middle',
    dx,
    dy: -marginTop + 10,
    text: d => d,
  });
}

function keyText(text: string, marginRight: number, marginTop: number): Plot.Markish {
  return Plot.text([text], {
    frameAnchor: 'top-right',
    textAnchor: 'end',
    lineAnchor: 'middle',
    dx: marginRight - 4,
    dy: -marginTop + 10,
    text: d => d,
  });
}

function bandMark({ points, color, isThin }: ChartLine, y: ValueScale): Plot.Markish {
  const inside = points.flatMap(({ x, low, high }) =>
    isThin || low === undefined || high === undefined ? [] : [{ x, low: y.clamp(low), high: y.clamp(high) }],
  );
  return Plot.areaY(inside, {
    x: 'x',
    y1: 'low',
    y2: 'high',
    fill: color,
    fillOpacity: 0.2,
  });
}

function lineMarks({ points, color, dashes = '', isThin = false }: ChartLine, y: ValueScale): Plot.Markish[] {
  const inside = points.filter(point => y.contains(point.y));
  const hasDots = inside.length <= 20 && !isThin;
  return [
    Plot.lineY(inside, {
      x: 'x',
      y: 'y',
      stroke: color,
      strokeWidth: isThin ? 1 : 2,
      strokeDasharray: dashes,
    }),
    Plot.dot(hasDots || inside.length === 1 ? inside : [], { x: 'x', y: 'y', r: 2.2, fill: color }),
  ];
}

function signMark({ color, symbol, isHollow = false, ...place }: PointSign): Plot.Markish {
  return Plot.dot([place], {
    x: 'x',
    y: 'y',
    symbol,
    r: 5,
    fill: isHollow ? 'var(--paper)' : color,
    stroke: isHollow ? color : 'var(--paper)',
    strokeWidth: isHollow ? 2 : 1,
  });
}

/** Estimates along an axis as places of a line; what was not measured is left out. */
export function linePoints(
  xs: readonly number[],
  estimates: readonly (Estimate | undefined)[],
  scale = 1,
): LinePoint[] {
  return xs.flatMap((x, at): LinePoint[] => {
    const estimate = estimates[at];
    if (estimate === undefined || !Number.isFinite(estimate.value)) return [];
    const { value, low, high } = estimate;
    const interval = hasInterval(estimate) ? { low: scale * low, high: scale * high } : {};
    return [{ x, y: scale * value, ...interval }];
  });
}
