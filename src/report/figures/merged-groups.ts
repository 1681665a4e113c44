import * as Plot from '@observablehq/plot';
import type { Synonyms } from '../synonyms.ts';
import { percentText } from '../words.ts';
import { chart, grid } from './chart.ts';
import type { Figure } from './figure.ts';

/** Accuracy when categories that are hard to tell apart count as one, from strict to lax. */
export function mergedGroups({ topOne, merged }: Synonyms): Figure {
  const rows = [
    { name: 'top-1', accuracy: topOne },
    ...merged.map(({ threshold, accuracy }) => ({ name: percentText(threshold, 0), accuracy })),
  ].map(({ name, accuracy: { accuracy, interval } }) => ({
    name,
    accuracy: 100 * accuracy,
    low: 100 * interval.low,
    high: 100 * interval.high,
  }));
  return chart({
    name: 'merged-groups',
    alt: `Accuracy ${percentText(topOne.accuracy)} with every category on its own, ${percentText(merged.at(-1)!.accuracy.accuracy)} where all that are confused in ${percentText(merged.at(-1)!.threshold, 0)} or more of their drawings count as one.`,
    x: {
      label: 'merged where confused in at least … of their drawings',
      domain: rows.map(({ name }) => name),
    },
    y: { label: 'accuracy (%)', nice: true },
    marks: [
      Plot.gridY(grid),
      Plot.ruleX(rows, { x: 'name', y1: 'low', y2: 'high', stroke: 'var(--blue-soft)', strokeWidth: 5 }),
      Plot.dot(rows, {
        x: 'name',
        y: 'accuracy',
        r: 4,
        fill: ({ name }) => (name === 'top-1' ? 'var(--orange)' : 'var(--blue)'),
      }),
      Plot.text(rows, {
        x: 'name',
        y: 'accuracy',
        text: ({ accuracy }) => accuracy.toFixed(1),
        dx: 22,
        fill: 'var(--ink)',
        fontSize: 11,
      }),
    ],
  });
}
