import * as Plot from '@observablehq/plot';
import type { BaselinesComparison, SummaryRow } from '../../studies/index.ts';
import { chart, grid } from '../figures/chart.ts';
import type { Figure } from '../figures/figure.ts';
import { symbolLegend } from '../figures/symbol-legend.ts';
import { percentText } from '../words.ts';
import { type Measured, measuredIn, shareWithInterval } from './measured.ts';

const ROW = 58;
const TOP = 56;
/** How far the dots of single repetitions are below their mean. */
const BELOW = 11;
const LETTER = 6.8;
/** An interval from here on is cut off where the figure ends. */
const WIDE = 0.3;

interface Row {
  readonly model: string;
  readonly test: Measured;
  readonly accuracies: readonly number[];
  readonly published: number;
}

/**
 * Test accuracy of each model, the best first: mean with interval, each draw or split a ring of its own, and what was
 * published.
 * @returns undefined where nothing was measured.
 */
export function baselinesFigure(
  rows: readonly SummaryRow[],
  { models, repeatedBy }: BaselinesComparison,
): Figure | undefined {
  const drawn = rows
    .flatMap((row): Row[] => {
      const test = measuredIn(row, 'testAccuracy');
      const compared = models.find(({ model }) => model === row.model);
      if (test === undefined || compared === undefined) return [];
      const { model, accuracies, published } = compared;
      return [{ model, test, accuracies: [...accuracies.values()], published }];
    })
    .sort((a, b) => b.test.value - a.test.value);
  if (drawn.length === 0) return undefined;
  const domain = domainOf(drawn);
  const longest = Math.max(...drawn.map(({ model }) => model.length));
  const dots = drawn.flatMap(({ model, accuracies }) =>
    accuracies.map(accuracy => ({ model, accuracy: 100 * accuracy })),
  );
  const bars = drawn.flatMap(({ model, test: { interval } }) =>
    interval === undefined
      ? []
      : [
          {
            model,
            low: Math.max(domain[0], 100 * interval.low),
            high: Math.min(domain[1], 100 * interval.high),
          },
        ],
  );
  const means = { x: ({ test }: Row) => 100 * test.value, y: 'model' };
  const publishedPlaces = { x: ({ published }: Row) => 100 * published, y: 'model' };
  return chart({
    name: 'baselines',
    alt: `Test accuracy: ${drawn.map(({ model, test, published }) => `${model} ${shareWithInterval(test)}, published ${percentText(published, 2)}`).join('; ')}.`,
    width: 440,
    height: TOP + drawn.length * ROW + 42,
    marginTop: TOP,
    marginBottom: 42,
    marginLeft: Math.ceil(longest * LETTER + 16),
    marginRight: 108,
    x: { label: 'test accuracy (%)', domain, ticks: 5 },
    y: { type: 'band', label: null, domain: drawn.map(({ model }) => model), padding: 0 },
    marks: [
      Plot.gridX({ ...grid, ticks: 5 }),
      Plot.axisY({ tickSize: 0, fill: 'var(--ink)', fontWeight: 600, label: null }),
      Plot.ruleY(bars, { y: 'model', x1: 'low', x2: 'high', stroke: 'var(--blue-soft)', strokeWidth: 7 }),
      Plot.dot(drawn, {
        ...publishedPlaces,
        symbol: 'diamond',
        r: 5,
        fill: 'var(--orange)',
        stroke: 'var(--paper)',
      }),
      Plot.dot(dots, { x: 'accuracy', y: 'model', dy: BELOW, r: 2.5, stroke: 'var(--blue)' }),
      Plot.dot(drawn, { ...means, r: 5, fill: 'var(--blue)', stroke: 'var(--paper)' }),
      Plot.text(drawn, {
        y: 'model',
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 10,
        dy: -8,
        text: ({ test }) => meanText(test),
        fill: 'var(--blue)',
        fontWeight: 600,
      }),
      Plot.text(drawn, {
        y: 'model',
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 10,
        dy: 8,
        text: ({ published }) => `${percentText(published, 2)} publ.`,
        fill: 'var(--orange)',
      }),
      ...symbolLegend(
        [
          {
            words: `mean${bars.length > 0 ? ', bar: 95% interval' : ''}`,
            symbol: 'circle',
            color: 'var(--blue)',
          },
          { words: `one ${repeatedBy}`, symbol: 'circle', color: 'var(--blue)', isHollow: true },
          { words: 'published', symbol: 'diamond', color: 'var(--orange)' },
        ],
        { dx: 6, dy: -30 },
      ),
    ],
  });
}

function meanText({ value, interval }: Measured): string {
  const half = interval === undefined ? '' : ` ± ${(100 * (value - interval.low)).toFixed(1)}`;
  return `${percentText(value)}${half}`;
}

/** Whole tens around all that is published or measured, intervals too unless they are far wider. */
function domainOf(rows: readonly Row[]): [number, number] {
  const values = rows.flatMap(({ accuracies, published, test: { interval } }) => {
    const isNarrow = interval !== undefined && interval.high - interval.low < WIDE;
    return [...accuracies, published, ...(isNarrow ? [interval.low, interval.high] : [])];
  });
  const [low, high] = [100 * Math.min(...values), 100 * Math.max(...values)];
  return [Math.max(0, Math.floor((low - 2) / 10) * 10), Math.min(100, Math.ceil((high + 2) / 10) * 10)];
}
