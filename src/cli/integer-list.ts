import { z } from 'zod';
import { type Parameter, text } from './parameter.ts';

/** Whole numbers from 1 on: `512,256`. */
export function integerList(spec: {
  readonly description: string;
  readonly placeholder: string;
}): Parameter<readonly number[] | undefined> {
  return {
    ...text(spec),
    allowed: 'whole numbers from 1 on, separated by commas',
    default: undefined,
    fromText: given => given.split(',').map(part => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN)),
    schema: z.array(z.int().min(1)).min(1).readonly(),
  };
}
