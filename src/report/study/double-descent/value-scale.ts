import { decades } from './log-axis.ts';

/** What an axis from below to above shows. */
export interface ValueScale {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** Moves a value to the nearest that there is room for. */
  clamp(value: number): number;
  contains(value: number): boolean;
}

interface Values {
  readonly points: readonly { readonly y: number; readonly low?: number; readonly high?: number }[];
}

/** A larger ratio of the largest to the smallest value makes a scale logarithmic. */
export const LOGARITHMIC_FROM = 20;
/** How far a band may widen a scale, as a part of what the lines take. */
const BAND_ROOM = 0.4;

/** Whether a linear scale would hide what is small. */
export function spansDecades(values: readonly number[]): boolean {
  const positive = values.filter(value => value > 0);
  return Math.max(...positive) > LOGARITHMIC_FROM * Math.min(...positive);
}

/** A scale around lines and levels. Bands that are far wider than what there is to see are cut off. */
export function valueScale(
  lines: readonly Values[],
  levels: readonly { readonly y: number }[] = [],
  isLogarithmic = false,
): ValueScale {
  const values = [...lines.flatMap(({ points }) => points), ...levels].map(({ y }) => y);
  const shown = isLogarithmic ? values.filter(value => value > 0) : values;
  if (shown.length === 0) return scaleOf(isLogarithmic, [isLogarithmic ? 0.1 : 0, 1]);
  const to = isLogarithmic ? Math.log : Number;
  const from = isLogarithmic ? Math.exp : Number;
  const [least, most] = [to(Math.min(...shown)), to(Math.max(...shown))];
  const span = most - least || Math.abs(most) || 1;
  const ends = lines.flatMap(({ points }) =>
    points.flatMap(({ low, high }) => (low === undefined || high === undefined ? [] : [low, high])),
  );
  const bands = ends.filter(end => !isLogarithmic || end > 0).map(to);
  const pad = 0.04 * span;
  const low = Math.max(Math.min(least, ...bands), least - BAND_ROOM * span) - pad;
  const high = Math.min(Math.max(most, ...bands), most + BAND_ROOM * span) + pad;
  // Losses and shares have no values below zero.
  const floor = !isLogarithmic && least >= 0 ? Math.max(0, low) : low;
  return scaleOf(isLogarithmic, [from(floor), from(high)]);
}

function scaleOf(isLogarithmic: boolean, domain: readonly [number, number]): ValueScale {
  const [low, high] = domain;
  return {
    type: isLogarithmic ? 'log' : 'linear',
    domain,
    ticks: isLogarithmic ? decades(low, high) : roundSteps(low, high),
    clamp: value => Math.max(low, Math.min(high, value)),
    contains: value => value >= low && value <= high,
  };
}

/** Four to eight round numbers between two ends. */
function roundSteps(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough) ?? rough;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at++)
    ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}
