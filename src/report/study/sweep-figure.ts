import * as Plot from '@observablehq/plot';
import { chart, grid } from '../figures/chart.ts';
import type { Figure } from '../figures/figure.ts';
import { labelPlaces } from '../figures/label-places.ts';
import { symbolLegend } from '../figures/symbol-legend.ts';
import { percentText } from '../words.ts';
import { type Measured, measuredIn } from './measured.ts';
import type { PublishedAccuracy } from './published.ts';
import type { SweepSeries } from './sweep-series.ts';

type Measure = 'accuracy' | 'loss';
type Side = 'test' | 'train';

/** Of the whole figure, in units. */
const WIDTH = 440;
const HEIGHT = 320;
const TOP = 42;
const BOTTOM = 42;
const LEFT = 48;
const INSET = 10;
/** Of the legend, from the corner of the frame: beside the axis's own label. */
const LEGEND_LEFT = 54;
const LEGEND_TOP = -24;
/** Between labels of lines, and about the width of a letter. */
const LINE = 14;
const LETTER = 6.6;
/** Width of an interval's bar. */
const BAR = 3;
/** Room between two numbers of categories on the axis. */
const TICK = 26;

/** A point of a line. */
interface Point {
  readonly categories: number;
  readonly value: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** A line of the figure: a model at a size on a side. */
interface Curve {
  readonly series: SweepSeries;
  readonly side: Side;
  readonly color: string;
  /** Moves the line aside, so that bars at one number of categories stand beside each other. */
  readonly dx: number;
  readonly points: readonly Point[];
}

/**
 * Accuracy or loss against the number of categories, on a logarithmic axis: test solid, train dashed, a color and a label
 * a model and size, bars for 95 % intervals over draws. Published accuracies are stars.
 * @returns undefined where nothing was measured.
 */
export function sweepFigure(
  series: readonly SweepSeries[],
  measure: Measure,
  published: readonly PublishedAccuracy[],
): Figure | undefined {
  const curves = series.flatMap((one, at) =>
    (['train', 'test'] as const).map(side => ({
      ...curveOf(one, side, measure),
      dx: (at - (series.length - 1) / 2) * BAR,
    })),
  );
  const drawn = curves.filter(({ points }) => points.length > 0);
  if (drawn.length === 0) return undefined;
  const counts = [...new Set(drawn.flatMap(({ points }) => points.map(({ categories }) => categories)))].sort(
    (a, b) => a - b,
  );
  const stars = measure === 'accuracy' ? starsWithin(published, counts) : [];
  const domain = domainOf(drawn, stars, measure);
  const longest = Math.max(...series.map(({ label }) => label.length));
  const marginRight = Math.ceil(longest * LETTER + 14);
  return chart({
    name: `categories-${measure}`,
    alt: altOf(series, measure),
    width: WIDTH,
    height: HEIGHT,
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginLeft: LEFT,
    marginRight,
    x: {
      type: 'log',
      domain: [counts[0]! * (counts.length > 1 ? 1 : 0.5), counts.at(-1)! * (counts.length > 1 ? 1 : 2)],
      insetLeft: INSET,
      insetRight: INSET,
      label: 'categories (logarithmic)',
      ticks: readableTicks(counts, WIDTH - LEFT - marginRight - 2 * INSET),
      tickFormat: String,
    },
    y: { label: measure === 'accuracy' ? 'accuracy (%)' : 'loss (nats)', domain },
    marks: [
      Plot.gridY(grid),
      Plot.text(['test solid, train dashed'], {
        frameAnchor: 'top-right',
        dy: LEGEND_TOP,
        text: d => d,
        fill: 'var(--muted)',
      }),
      ...drawn.flatMap(curve => curveMarks(curve, domain)),
      ...starMarks(stars),
      ...labelMarks(drawn, domain, counts.at(-1)!),
    ],
  });
}

function curveOf(series: SweepSeries, side: Side, measure: Measure): Omit<Curve, 'dx'> {
  const scale = measure === 'accuracy' ? 100 : 1;
  const name = `${side}${measure === 'accuracy' ? 'Accuracy' : 'Loss'}`;
  const points = series.points.flatMap(({ categories, row }): Point[] => {
    const measured = measuredIn(row, name);
    return measured === undefined ? [] : [scaled(categories, measured, scale)];
  });
  return { series, side, color: `var(--${series.color})`, points };
}

function scaled(categories: number, { value, interval }: Measured, scale: number): Point {
  const [low, high] = [interval?.low, interval?.high].map(end => end && scale * end);
  return { categories, value: scale * value, low, high };
}

/** What the axis shows. Intervals of two draws can be far wider than all there is to see: they are cut off. */
function domainOf(
  curves: readonly Curve[],
  stars: readonly PublishedAccuracy[],
  measure: Measure,
): [number, number] {
  const values = [
    ...curves.flatMap(({ points }) => points.map(({ value }) => value)),
    ...stars.map(({ accuracy }) => 100 * accuracy),
  ];
  if (measure === 'loss') return [0, Math.max(...values) * 1.15 || 1];
  const low = Math.floor((Math.min(...values) - 5) / 10) * 10;
  return [Math.max(0, low), 100];
}

function curveMarks({ color, dx, points, side }: Curve, [least, most]: readonly [number, number]) {
  const isTest = side === 'test';
  // Those of the training side are in the table: with them too nobody could tell which bar is whose.
  const bars = points.flatMap(({ categories, low, high }) =>
    !isTest || low === undefined || high === undefined
      ? []
      : [{ categories, low: Math.max(least, low), high: Math.min(most, high) }],
  );
  return [
    Plot.ruleX(bars, {
      x: 'categories',
      y1: 'low',
      y2: 'high',
      dx,
      stroke: color,
      strokeOpacity: 0.4,
      strokeWidth: BAR,
    }),
    Plot.lineY(points, {
      x: 'categories',
      y: 'value',
      dx,
      stroke: color,
      strokeWidth: isTest ? 2 : 1.5,
      strokeDasharray: isTest ? '' : '5,4',
    }),
    Plot.dot(points, {
      x: 'categories',
      y: 'value',
      dx,
      r: isTest ? 3 : 2.5,
      fill: isTest ? color : 'var(--paper)',
      stroke: color,
      strokeWidth: isTest ? 0 : 1.5,
    }),
  ];
}

/** Each model and size by its name at the right, a dotted line leading to it from where its test line ends. */
function labelMarks(curves: readonly Curve[], domain: readonly [number, number], last: number) {
  const named = curves.filter(
    ({ series, side }) =>
      side === 'test' || !curves.some(other => other.series === series && other.side === 'test'),
  );
  const [least, most] = domain;
  const height = HEIGHT - TOP - BOTTOM;
  const pixelOf = (value: number) => TOP + height * (1 - (value - least) / (most - least));
  const ends = named.map(({ points }) => points.at(-1)!);
  const own = ends.map(({ value }) => pixelOf(value));
  const places = labelPlaces(own, LINE, TOP + 4, HEIGHT - BOTTOM - 4);
  return named.flatMap(({ series, color }, at) => {
    const end = ends[at]!;
    return [
      Plot.line(end.categories < last ? [end.categories, last] : [], {
        x: d => d,
        y: () => end.value,
        stroke: color,
        strokeOpacity: 0.6,
        strokeDasharray: '1,4',
      }),
      Plot.text([end], {
        x: () => last,
        y: 'value',
        text: () => series.label,
        textAnchor: 'start',
        dx: INSET + 6,
        dy: places[at]! - own[at]!,
        fill: color,
        fontWeight: 600,
      }),
    ];
  });
}

/** The published accuracies that the axis has room for. */
function starsWithin(
  published: readonly PublishedAccuracy[],
  counts: readonly number[],
): PublishedAccuracy[] {
  return published.filter(
    ({ categories }) => categories >= counts[0]! && categories <= counts.at(-1)! && counts.length > 1,
  );
}

function starMarks(stars: readonly PublishedAccuracy[]) {
  const lines = stars.map(({ categories, accuracy }) => ({ categories, value: 100 * accuracy }));
  return [
    Plot.dot(lines, {
      x: 'categories',
      y: 'value',
      symbol: 'star',
      r: 5,
      fill: 'var(--ink)',
      stroke: 'var(--paper)',
    }),
    ...symbolLegend(stars.length > 0 ? [{ words: 'published', symbol: 'star', color: 'var(--ink)' }] : [], {
      dx: LEGEND_LEFT,
      dy: LEGEND_TOP,
    }),
  ];
}

/** As many of the counts as can stand beside each other, the last one always. */
export function readableTicks(counts: readonly number[], width: number): number[] {
  const [first, last] = [counts[0]!, counts.at(-1)!];
  const place = (count: number) => (width * Math.log(count / first)) / Math.log(last / first);
  const ticks: number[] = [];
  for (const count of [...counts].reverse())
    if (ticks.length === 0 || place(ticks.at(-1)!) - place(count) >= TICK) ticks.push(count);
  return ticks.reverse();
}

function altOf(series: readonly SweepSeries[], measure: Measure): string {
  const name = measure === 'accuracy' ? 'testAccuracy' : 'testLoss';
  const text = (value: number) => (measure === 'accuracy' ? percentText(value) : value.toFixed(3));
  const lines = series.flatMap(({ label, points }) => {
    const measured = points.flatMap(({ categories, row }) => {
      const mean = measuredIn(row, name);
      return mean === undefined ? [] : [`${text(mean.value)} on ${categories}`];
    });
    const [first, last] = [measured[0], measured.at(-1)];
    if (first === undefined) return [];
    return [
      measured.length > 1 ? `${label}: from ${first} to ${last} categories` : `${label}: ${first} categories`,
    ];
  });
  return `Test ${measure} against the number of categories. ${lines.join('; ')}.`;
}
