import { z } from 'zod';
import { type Parameter, text } from './parameter.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };
const SIZE = /^(\d+\.?\d*|\.\d+)\s*([kmgt]?)(i?)b?$/i;

/** An amount of memory: `500MB`, `1.5GB`, `1GiB`, or a number of bytes. */
export function byteSize(spec: { readonly description: string }): Parameter<number | undefined> {
  return {
    ...text({ ...spec, placeholder: 'SIZE' }),
    allowed: 'an amount of memory such as 500MB or 1.5GB',
    default: undefined,
    fromText: readBytes,
    schema: z.union([z.int().min(1), z.string().transform(readBytes).pipe(z.int().min(1))]),
  };
}

function readBytes(given: string): number {
  const [, amount, unit = '', binary] = SIZE.exec(given.trim()) ?? [];
  if (amount === undefined || (unit === '' && binary)) return Number.NaN;
  const factor = UNITS[unit.toLowerCase()]!;
  // Powers of 1024 have the same place in their list as those of 1000.
  return Math.round(Number(amount) * (binary ? 1024 ** Math.round(Math.log10(factor) / 3) : factor));
}
