import { z } from 'zod';
import { type Parameter, text } from './parameter.ts';

/** More sizes than this nobody means. */
const MOST = 1000;

/**
 * Whole numbers, ranges of them, and numbers equally far apart on a logarithmic scale: `1,2,4..8`, `1..45`, `log:15`,
 * `log:9:2..64`.
 * @param spec `most`: the largest size; `log:N` goes there.
 */
export function sizeList({
  most,
  ...spec
}: {
  readonly description: string;
  readonly most: number;
}): Parameter<readonly number[] | undefined> {
  return {
    ...text({ ...spec, placeholder: 'LIST' }),
    allowed: `whole numbers from 1 to ${most}, such as 1,2,4..8 or log:15 or log:9:2..64`,
    default: undefined,
    fromText: given => [...new Set(given.split(',').flatMap(part => sizesOf(part.trim(), most)))],
    schema: z.array(z.int().min(1).max(most)).min(1).max(MOST).readonly(),
  };
}

/** The numbers of one part; NaN where it cannot be read. */
function sizesOf(part: string, most: number): number[] {
  if (/^\d+$/.test(part)) return [Number(part)];
  const range = /^(\d+)\.\.(\d+)$/.exec(part);
  if (range) return rangeOf(Number(range[1]), Number(range[2]));
  const log = /^log:(\d+)(?::(\d+)\.\.(\d+))?$/.exec(part);
  return log ? logarithmic(Number(log[1]), Number(log[2] ?? 1), Number(log[3] ?? most)) : [Number.NaN];
}

function rangeOf(from: number, to: number): number[] {
  const count = to - from + 1;
  return count >= 1 && count <= MOST
    ? Array.from({ length: count }, (_, index) => from + index)
    : [Number.NaN];
}

/** `count` sizes from the first to the last, each by the same factor larger; rounded ones that are equal are one. */
function logarithmic(count: number, from: number, to: number): number[] {
  if (count < 2 || count > MOST || from < 1 || to <= from) return [Number.NaN];
  return Array.from({ length: count }, (_, index) => Math.round(from * (to / from) ** (index / (count - 1))));
}
