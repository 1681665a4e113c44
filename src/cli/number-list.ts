import { z } from 'zod';
import { type Parameter, text } from './parameter.ts';

/** Numbers from 0 to `most`: `0,0.1,0.2`. */
export function numberList({
  most,
  ...spec
}: {
  readonly description: string;
  readonly most: number;
}): Parameter<readonly number[] | undefined> {
  return {
    ...text({ ...spec, placeholder: 'X,X,…' }),
    allowed: `numbers from 0 to ${most}, separated by commas`,
    default: undefined,
    fromText: given =>
      given.split(',').map(part => (/^\s*(\d+\.?\d*|\.\d+)\s*$/.test(part) ? Number(part) : Number.NaN)),
    schema: z.array(z.number().min(0).max(most)).min(1).readonly(),
  };
}
