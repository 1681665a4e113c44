import * as Plot from '@observablehq/plot';
import type { Calibration, CalibrationState } from '../calibration.ts';
import { percentText } from '../words.ts';
import { chart, grid } from './chart.ts';
import type { Figure } from './figure.ts';

/** Of fewer drawings a share says nothing. */
const LEAST_SHOWN = 5;

/** Accuracy against sureness, as trained and after temperature scaling, and how often the network is how sure. */
export function reliabilityFigures({ asTrained, scaled }: Calibration): Figure[] {
  return [reliability(asTrained, scaled), sureness(asTrained)];
}

function reliability(asTrained: CalibrationState, scaled: CalibrationState): Figure {
  const points = ({ curve }: CalibrationState) =>
    curve
      .filter(({ count }) => count >= LEAST_SHOWN)
      .map(({ confidence, accuracy, interval }) => ({
        confidence: 100 * confidence,
        accuracy: 100 * accuracy,
        low: 100 * interval.low,
        high: 100 * interval.high,
      }));
  const before = points(asTrained);
  const after = points(scaled);
  return chart({
    name: 'reliability',
    alt: `Reliability curve: the expected calibration error is ${percentText(asTrained.error.value)} as trained and ${percentText(scaled.error.value)} after temperature scaling.`,
    width: 440,
    height: 410,
    x: { label: 'mean probability of the prediction (%)', domain: [0, 100] },
    y: { label: 'right (%)', domain: [0, 100] },
    marks: [
      Plot.gridX(grid),
      Plot.gridY(grid),
      Plot.line(
        [
          [0, 0],
          [100, 100],
        ],
        { stroke: 'var(--muted)', strokeDasharray: '2,3' },
      ),
      Plot.ruleX(before, {
        x: 'confidence',
        y1: 'low',
        y2: 'high',
        stroke: 'var(--blue-soft)',
        strokeWidth: 4,
      }),
      Plot.lineY(after, {
        x: 'confidence',
        y: 'accuracy',
        stroke: 'var(--orange)',
        strokeWidth: 1.5,
        strokeDasharray: '6,4',
      }),
      Plot.dot(after, {
        x: 'confidence',
        y: 'accuracy',
        r: 3,
        stroke: 'var(--orange)',
        strokeWidth: 1.5,
        fill: 'var(--paper)',
      }),
      Plot.lineY(before, { x: 'confidence', y: 'accuracy', stroke: 'var(--blue)', strokeWidth: 2 }),
      Plot.dot(before, { x: 'confidence', y: 'accuracy', r: 3.5, fill: 'var(--blue)' }),
      ...legend,
    ],
  });
}

/** In the lower right, where no curve of a network that learned anything goes. */
const legend = [
  ['as trained, 95% interval', 'var(--blue)', 14],
  ['temperature scaled', 'var(--orange)', 8],
  ['perfectly calibrated', 'var(--muted)', 2],
].map(([label, color, y]) =>
  Plot.text([label], {
    x: () => 98,
    y: () => y,
    text: d => d,
    textAnchor: 'end',
    fill: color as string,
    fontWeight: 600,
  }),
);

/** How many drawings there are of each sureness. */
function sureness({ curve }: CalibrationState): Figure {
  const all = curve.reduce((sum, { count }) => sum + count, 0);
  const bars = curve.map(({ from, to, count }) => ({
    from: 100 * from,
    to: 100 * to,
    share: (100 * count) / all,
  }));
  return chart({
    name: 'sureness',
    alt: `How sure the network is: of ${percentText((bars.at(-1)?.share ?? 0) / 100)} of the drawings, ${percentText(curve.at(-1)?.from ?? 0, 0)} or more.`,
    width: 440,
    height: 190,
    x: { label: 'probability of the prediction (%)', domain: [0, 100] },
    y: { label: 'drawings (%)', nice: true },
    marks: [
      Plot.gridY(grid),
      Plot.rectY(bars, { x1: 'from', x2: 'to', y: 'share', fill: 'var(--blue)', inset: 0.75 }),
      Plot.ruleY([0], { stroke: 'var(--muted)' }),
    ],
  });
}
