import type { Estimate } from './mean-interval.ts';

/** Names the sizes of a curve in a sentence. */
export interface SizeNames {
  readonly sizes: readonly number[];
  /** What a size is, such as `width`. */
  readonly axis: string;
}

export function silentWords(sizes: number, repetitions: number): string {
  if (repetitions === 0) return 'Nothing was measured at every size.';
  return `A peak needs three sizes; ${sizes === 1 ? 'there is 1' : `there are ${sizes}`}.`;
}

export function peakWords(
  { sizes, axis }: SizeNames,
  { valley, peak, trough }: { valley: number; peak: number; trough: number },
  { rise, fall }: { rise: Estimate; fall: Estimate },
): string {
  const [from, top, to] = [valley, peak, trough].map(index => `${axis} ${sizes[index]}`);
  return `It rises by ${withInterval(rise)} from ${from} to ${top} and falls by ${withInterval(fall)} to ${to}.`;
}

export function plateauWords(
  { sizes, axis }: SizeNames,
  { from, to }: { from: number; to: number },
  { before, middle, after }: { before: number; middle: number; after: number },
): string {
  return (
    `It slows down and speeds up again, each beyond its interval, without a peak: it changes by ${short(before)} per ` +
    `doubling up to ${axis} ${sizes[from]}, by ${short(middle)} up to ${axis} ${sizes[to]}, by ${short(after)} after it.`
  );
}

/** Of a curve that was measured once. */
export function onceWords(
  { sizes, axis }: SizeNames,
  { from, to }: { from: number; to: number },
  rise: number,
): string {
  const seen =
    rise > 0
      ? `It rises by ${short(rise)} from ${axis} ${sizes[from]} to ${axis} ${sizes[to]}`
      : 'It falls all the way';
  return `${seen}, measured once: without an interval nothing can be said of a peak.`;
}

/** Of a curve without peak and plateau. */
export function noneWords(
  { sizes, axis }: SizeNames,
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
    return `No rise lies beyond its interval: where the other repetitions rise most, on the mean from ${stretch}, it is ${withInterval(rise)}.`;
  const risen = `It rises by ${withInterval(rise)} from ${stretch}`;
  if (!fall || to === sizes.length - 1) return `${risen}, and does not fall again within the range.`;
  return fall.low > 0
    ? `${risen}; the rise before a second fall of ${withInterval(fall)} is within its interval.`
    : `${risen}; the second fall, by ${withInterval(fall)}, is within its interval.`;
}

function withInterval({ value, low, high }: Estimate): string {
  return `${short(value)} [${short(low)}, ${short(high)}]`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
