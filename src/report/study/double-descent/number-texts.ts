import type { Estimate } from '../../../analysis/index.ts';

/** More than so much of the half that an interval's middle is aside, its ends are told. */
const ASIDE = 0.05;

/** A loss or another number of nats: three decimals, small ones two digits. */
export function natsText(value: number): string {
  if (value === 0) return '0';
  const text = Math.abs(value) >= 0.1 ? value.toFixed(3) : smallText(value);
  return text.replaceAll('-', '−');
}

function smallText(value: number): string {
  return Math.abs(value) >= 1e-5 ? String(Number(value.toPrecision(2))) : value.toExponential(1);
}

/** A share of 1 in percent, without its sign. */
export function percentNumber(digits: number): (share: number) => string {
  return share => (100 * share).toFixed(digits).replace('-', '−');
}

/** A mean with half of its interval, `0.712 ± 0.015`, or with its ends where the mean is not in the middle; without an interval the value alone. */
export function estimateText(
  estimate: Estimate | null | undefined,
  text: (value: number) => string,
  unit = '',
): string {
  if (estimate === null || estimate === undefined) return '–';
  const { value, low, high } = estimate;
  if (!hasInterval(estimate)) return `${text(value)}${unit}`;
  const half = (high - low) / 2;
  if (Math.abs((high + low) / 2 - value) > ASIDE * half)
    return `${text(value)}${unit} (${text(low)} to ${text(high)})`;
  // With as many decimals as the mean has, so that columns of them are easy to read.
  const decimals = /^[^e]*\.(\d+)$/.exec(text(value))?.[1]?.length;
  const told =
    decimals === undefined ? text(half) : Number(text(half).replaceAll('−', '-')).toFixed(decimals);
  return `${text(value)} ± ${told}${unit}`;
}

/** One run alone has an interval without ends. */
export function hasInterval({ low, high }: Estimate): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

/** Parameters in few letters: `564`, `29k`, `1.8M`. */
export function shortCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  const [value, unit] = count < 999_500 ? [count / 1e3, 'k'] : [count / 1e6, 'M'];
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)}${unit}`;
}

/** A number on an axis. */
export function tickText(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 1e-6 ? String(Number(value.toPrecision(3))) : value.toExponential(0);
}
