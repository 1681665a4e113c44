import type { Estimate } from './mean-interval.ts';

/** Names the sizes of a curve in a sentence. */
export interface SizeNames {
  readonly sizes: readonly number[];
  /** What a size is, such as `width`. */
  readonly axis: string;
  /** How values are told: as they are, or shares of 1 as percentage points. */
  readonly unit: 'plain' | 'points';
}

export function silentWords(sizes: number, repetitions: number): string {
  if (repetitions === 0) return 'Nothing was measured at every size.';
  return `A peak needs three sizes; ${sizes === 1 ? 'there is 1' : `there are ${sizes}`}.`;
}

export function peakWords(
  { sizes, axis, unit }: SizeNames,
  { valley, peak, trough }: { valley: number; peak: number; trough: number },
  { rise, fall }: { rise: Estimate; fall: Estimate },
): string {
  const [from, top, to] = [valley, peak, trough].map(index => `${axis} ${sizes[index]}`);
  return `It rises by ${withInterval(rise, unit)} from ${from} to ${top} and falls by ${withInterval(fall, unit)} to ${to}.`;
}

export function plateauWords(
  { sizes, axis, unit }: SizeNames,
  { from, to }: { from: number; to: number },
  { before, middle, after }: { before: number; middle: number; after: number },
): string {
  return (
    `It slows down and speeds up again, each beyond its interval, without a peak: it changes by ${told(before, unit)} per ` +
    `doubling up to ${axis} ${sizes[from]}, by ${told(middle, unit)} up to ${axis} ${sizes[to]}, by ${told(after, unit)} after it.`
  );
}

/** Of a curve that was measured once. */
export function onceWords(
  { sizes, axis, unit }: SizeNames,
  { from, to }: { from: number; to: number },
  rise: number,
): string {
  const seen =
    rise > 0
      ? `It rises by ${told(rise, unit)} from ${axis} ${sizes[from]} to ${axis} ${sizes[to]}`
      : 'It falls all the way';
  return `${seen}, measured once: without an interval nothing can be said of a peak.`;
}

/** Of a curve without peak and plateau. */
export function noneWords(
  { sizes, axis, unit }: SizeNames,
  {
    from,
    to,
    meanRise,
    rise,
    fall,
  }: {
    /** Places of the largest rise on the mean curve. */
    from: number;
    to: number;
    meanRise: number;
    rise: Estimate;
    /** After what comes nearest to a peak; null where that is none. */
    fall: Estimate | null;
  },
): string {
  const stretch = `${axis} ${sizes[from]} to ${axis} ${sizes[to]}`;
  if (!(meanRise > 0)) return 'It falls all the way.';
  if (!(rise.low > 0))
    return `No rise lies beyond its interval: the largest, from ${stretch} on the mean, is ${withInterval(rise, unit)} where the others have it.`;
  const risen = `It rises by ${withInterval(rise, unit)} from ${stretch}`;
  if (!fall || fall.value <= 0 || to === sizes.length - 1)
    return `${risen}, and does not fall again within the range.`;
  return fall.low > 0
    ? `${risen}; the rise before a second fall of ${withInterval(fall, unit)} is within its interval.`
    : `${risen}; the second fall, by ${withInterval(fall, unit)}, is within its interval.`;
}

function withInterval({ value, low, high }: Estimate, unit: SizeNames['unit']): string {
  const times = TIMES[unit];
  return `${short(times * value)} [${short(times * low)}, ${short(times * high)}]${UNITS[unit]}`;
}

function told(value: number, unit: SizeNames['unit']): string {
  return short(TIMES[unit] * value) + UNITS[unit];
}

const TIMES = { plain: 1, points: 100 } as const;
const UNITS = { plain: '', points: ' points' } as const;

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
