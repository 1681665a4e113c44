/** A logarithmic axis from left to right. */
export interface LogAxis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** What is at a tick; a second line has to be below each or none. */
  readonly tickText: (tick: number) => string;
  readonly tickLines: 1 | 2;
}

interface AxisOptions {
  readonly label: string;
  /** What was measured, in any order. */
  readonly values: readonly number[];
  readonly tickText: (tick: number) => string;
  readonly tickLines?: 1 | 2;
  /** Of the axis, and what two ticks need to stand beside each other, in units. */
  readonly length: number;
  readonly room: number;
}

/** An axis over what was measured, with as many of its values for ticks as are readable. */
export function logAxis({ label, values, tickText, tickLines = 1, length, room }: AxisOptions): LogAxis {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const [first = 1, last = 1] = [sorted[0], sorted.at(-1)];
  const domain: [number, number] = first < last ? [first, last] : [first / 2, first * 2];
  const axis = { domain, length };
  return { label, domain, ticks: readableTicks(sorted, axis, room), tickText, tickLines };
}

/** Where a value is on an axis, from its left end. */
export function placeOn(
  { domain: [first, last], length }: { domain: readonly [number, number]; length: number },
  value: number,
): number {
  return (length * Math.log(value / first)) / Math.log(last / first);
}

/** The ends first, then the roundest numbers, each that has room beside those before. */
function readableTicks(
  sorted: readonly number[],
  axis: { domain: readonly [number, number]; length: number },
  room: number,
): number[] {
  const ends = new Set([sorted[0], sorted.at(-1)]);
  const rank = (value: number) => (ends.has(value) ? 0 : roundness(value));
  const chosen: number[] = [];
  for (const value of [...sorted].sort((a, b) => rank(a) - rank(b) || a - b)) {
    const place = placeOn(axis, value);
    if (chosen.every(other => Math.abs(placeOn(axis, other) - place) >= room)) chosen.push(value);
  }
  return chosen.sort((a, b) => a - b);
}

/** Powers of two, then three times and five times these, then all others. */
function roundness(value: number): number {
  const rank = [1, 3, 5].findIndex(factor => Number.isInteger(Math.log2(value / factor)));
  return rank === -1 ? 4 : rank + 1;
}

/** Round numbers between the ends of a logarithmic scale: powers of ten, twice and five times these where there are few. */
export function decades(low: number, high: number): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const isShort = Math.log10(high / low) < 2;
  const isLong = to - from > 7;
  const ticks: number[] = [];
  for (let power = from; power <= to; power += isLong ? 2 : 1)
    for (const factor of isShort ? [1, 2, 5] : [1]) ticks.push(Number(`${factor}e${power}`));
  return ticks.filter(tick => tick >= low * 0.999 && tick <= high * 1.001);
}
