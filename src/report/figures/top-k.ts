import * as Plot from '@observablehq/plot';
import type { TopKAccuracy } from '../../analysis/index.ts';
import { percentText } from '../words.ts';
import { chart, grid } from './chart.ts';
import type { Figure } from './figure.ts';

/** How often the right category is among the first k guesses. */
export function topKFigure(topK: readonly TopKAccuracy[]): Figure {
  const points = topK.map(({ k, accuracy, interval }) => ({
    k,
    accuracy: 100 * accuracy,
    low: 100 * interval.low,
    high: 100 * interval.high,
  }));
  return chart({
    name: 'top-k',
    alt: `The right category is the first guess for ${percentText(topK[0]!.accuracy)} of the drawings, and among the first ${topK.at(-1)!.k} for ${percentText(topK.at(-1)!.accuracy)}.`,
    x: { label: 'guesses', type: 'point', domain: points.map(({ k }) => k) },
    y: { label: 'right among them (%)', nice: true },
    marks: [
      Plot.gridY(grid),
      Plot.ruleX(points, { x: 'k', y1: 'low', y2: 'high', stroke: 'var(--blue-soft)', strokeWidth: 5 }),
      Plot.lineY(points, { x: 'k', y: 'accuracy', stroke: 'var(--blue)', strokeWidth: 1.5 }),
      Plot.dot(points, { x: 'k', y: 'accuracy', r: 3.5, fill: 'var(--blue)' }),
      Plot.text(points, {
        x: 'k',
        y: 'accuracy',
        text: ({ accuracy }) => accuracy.toFixed(1),
        textAnchor: 'start',
        dx: 6,
        dy: 10,
        fill: 'var(--ink)',
        fontSize: 11,
      }),
    ],
  });
}
