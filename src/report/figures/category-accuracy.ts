import * as Plot from '@observablehq/plot';
import type { ClassScores } from '../../analysis/index.ts';
import { percentText } from '../words.ts';
import { chart, grid } from './chart.ts';
import type { Figure } from './figure.ts';

const ROW = 16;
const LETTER = 6.2;

/** How well each category is known, the best first. Categories without test drawings are left out. */
export function categoryAccuracy(scores: readonly ClassScores[], categories: readonly string[]): Figure {
  const rows = scores
    .filter(({ support }) => support > 0)
    .sort((a, b) => b.recall - a.recall || a.index - b.index)
    .map(({ index, recall, recallInterval }) => ({
      name: categories[index]!,
      recall: 100 * recall,
      low: 100 * recallInterval.low,
      high: 100 * recallInterval.high,
    }));
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const best = rows[0]!;
  const worst = rows.at(-1)!;
  return chart({
    name: 'category-accuracy',
    alt: `Accuracy of ${rows.length} categories, from ${best.name}, ${percentText(best.recall / 100)}, to ${worst.name}, ${percentText(worst.recall / 100)}.`,
    width: 760,
    height: rows.length * ROW + 92,
    marginTop: 48,
    marginLeft: Math.min(320, longest * LETTER + 16),
    x: { domain: [0, 100] },
    y: { label: null, domain: rows.map(({ name }) => name) },
    marks: [
      Plot.gridX(grid),
      // A tall figure has its scale at both ends.
      Plot.axisX({ anchor: 'top', label: 'accuracy (%)', labelArrow: 'none' }),
      Plot.axisX({ anchor: 'bottom', label: 'accuracy (%)', labelArrow: 'none' }),
      Plot.axisY({ tickSize: 0, fill: 'var(--ink)', fontSize: 11, label: null }),
      Plot.ruleY(rows, { y: 'name', x1: 'low', x2: 'high', stroke: 'var(--blue-soft)', strokeWidth: 4 }),
      Plot.dot(rows, { x: 'recall', y: 'name', r: 3, fill: 'var(--blue)' }),
    ],
  });
}
