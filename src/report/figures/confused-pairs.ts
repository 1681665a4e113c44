import * as Plot from '@observablehq/plot';
import type { ConfusedPair } from '../../analysis/index.ts';
import { percentText } from '../words.ts';
import { chart, grid } from './chart.ts';
import type { Figure } from './figure.ts';

const MOST = 20;
const ROW = 22;
/** About the width of a letter. */
const LETTER = 6.4;

/** The pairs that are confused most, with intervals. */
export function confusedPairsFigure(
  pairs: readonly ConfusedPair[],
  categories: readonly string[],
): Figure | undefined {
  if (pairs.length === 0) return undefined;
  const rows = pairs.slice(0, MOST).map(({ truth, prediction, share, interval }) => ({
    name: `${categories[truth]} taken for ${categories[prediction]}`,
    share: 100 * share,
    low: 100 * interval.low,
    high: 100 * interval.high,
  }));
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const [first] = rows;
  return chart({
    name: 'confused-pairs',
    alt: `The ${rows.length} most confused pairs, from ${first!.name}, ${percentText(first!.share / 100)}, on.`,
    width: 760,
    height: rows.length * ROW + 68,
    marginLeft: Math.min(420, longest * LETTER + 16),
    x: { label: 'share of the drawings (%)', zero: true, nice: true },
    y: { label: null, domain: rows.map(({ name }) => name) },
    marks: [
      Plot.gridX(grid),
      Plot.axisY({ tickSize: 0, fill: 'var(--ink)', label: null }),
      Plot.ruleY(rows, { y: 'name', x1: 'low', x2: 'high', stroke: 'var(--blue-soft)', strokeWidth: 5 }),
      Plot.dot(rows, { x: 'share', y: 'name', r: 4, fill: 'var(--blue)' }),
    ],
  });
}
