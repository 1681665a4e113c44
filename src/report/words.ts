// Numbers as people read them; in the page's script too, so that a table reads the same wherever its rows are made.

const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `228902` → `228,902`. */
export function countText(count: number): string {
  return COUNT.format(count);
}

/** `pluralText(1, 'drawing')` → `1 drawing`. */
export function pluralText(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** A share of 1: `0.8683` → `86.8%`; of nothing, `–`. */
export function percentText(share: number, digits = 1): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(digits)}%`;
}

/** The ends of an interval of shares: `85.9–87.7%`. */
export function intervalText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${(100 * low).toFixed(1)}–${percentText(high)}`;
}

/** `125` → `2 min 5 s`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
