import * as Plot from '@observablehq/plot';
import { wilsonInterval } from '../../analysis/index.ts';
import type { SensitivityCurve } from '../../train/index.ts';
import { percentText } from '../words.ts';

/** Accuracy at an amount of turning or shifting, in percent, with its interval. */
export interface Point {
  readonly amount: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

export function pointsOf({ amounts, correct }: SensitivityCurve, drawings: number): Point[] {
  return Array.from(amounts, (amount, at) => {
    const { low, high } = wilsonInterval(correct[at]!, drawings);
    return { amount, accuracy: (100 * correct[at]!) / drawings, low: 100 * low, high: 100 * high };
  });
}

/** A line with its dots and intervals. */
export function curveMarks(points: readonly Point[], color: string, dashes: string) {
  return [
    Plot.ruleX(points, {
      x: 'amount',
      y1: 'low',
      y2: 'high',
      stroke: color,
      strokeOpacity: 0.35,
      strokeWidth: 3,
    }),
    Plot.lineY(points, {
      x: 'amount',
      y: 'accuracy',
      stroke: color,
      strokeWidth: 2,
      strokeDasharray: dashes,
    }),
    Plot.dot(points, { x: 'amount', y: 'accuracy', r: 2.5, fill: color }),
  ];
}

/** A curve in words. */
export function edgesText(points: readonly Point[]): string {
  const middle = points.find(({ amount }) => amount === 0);
  const text = (point: Point | undefined) => percentText((point?.accuracy ?? 0) / 100);
  return `${text(points[0])} at one end, ${text(middle)} in the middle, ${text(points.at(-1))} at the other end`;
}
