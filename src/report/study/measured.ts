import type { Interval } from '../../analysis/index.ts';
import type { SummaryRow } from '../../studies/index.ts';
import { intervalText, percentText } from '../words.ts';

/** A mean of a row of a study. */
export interface Measured {
  readonly value: number;
  /** Of 95 %; undefined where there was one repetition only. */
  readonly interval: Interval | undefined;
}

/** A mean with its interval by its name, such as `testAccuracy`; undefined where nothing was measured. */
export function measuredIn(row: SummaryRow, name: string): Measured | undefined {
  const [value, low, high] = [row[name], row[`${name}Low`], row[`${name}High`]];
  if (typeof value !== 'number') return undefined;
  const hasInterval = typeof low === 'number' && typeof high === 'number';
  return { value, interval: hasInterval ? { low, high } : undefined };
}

/** A share: `63.2%`; nothing measured is a dash. */
export function shareText(measured: Measured | undefined): string {
  return measured === undefined ? '–' : percentText(measured.value);
}

/** The ends of a share's interval, which cannot leave 0 and 1. */
export function shareIntervalText(measured: Measured | undefined): string {
  if (measured?.interval === undefined) return '–';
  const { low, high } = measured.interval;
  return intervalText({ low: Math.max(0, low), high: Math.min(1, high) });
}

/** `63.2% (61.0–65.4%)`; without its interval where there is none. */
export function shareWithInterval(measured: Measured): string {
  const interval = measured.interval === undefined ? '' : ` (${shareIntervalText(measured)})`;
  return `${shareText(measured)}${interval}`;
}
