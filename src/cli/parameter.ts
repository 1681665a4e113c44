import { z } from 'zod';

/**
 * An option or argument of a command as data: how it is written, read, checked and described.
 * `T` is the type of its value; it includes undefined where the user may leave it out and there is no default.
 */
export interface Parameter<T> {
  /** A switch stands alone; a list takes several values: `a,b,c` as an option, one word each as an argument. */
  readonly kind: 'switch' | 'value' | 'list';
  /** Stands for the value in help: `N`, `DIR`. */
  readonly placeholder: string;
  readonly description: string;
  /** What a value must be, to follow `must be`. */
  readonly allowed: string;
  readonly required: boolean;
  readonly default: T | undefined;
  /** Turns text from the command line into what JSON would hold; what it cannot read fails the schema. */
  readonly fromText: (text: string) => unknown;
  readonly schema: z.ZodType<Exclude<T, undefined>>;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** The values of a record of parameters. */
export type Values<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

interface Spec<T> {
  readonly description: string;
  readonly placeholder?: string;
  readonly required?: true;
  readonly default?: T;
}

interface RangeSpec extends Spec<number> {
  readonly min?: number;
  readonly max?: number;
}

/** The value's type: with a default or a duty to give one it is always there. */
type Filled<S, T> = S extends { readonly default: unknown } | { readonly required: true } ? T : T | undefined;

/** A switch, false unless given: `--all`. */
export function flag(description: string): Parameter<boolean> {
  return {
    kind: 'switch',
    placeholder: '',
    description,
    allowed: 'true or false',
    required: false,
    default: false,
    fromText: text => text === 'true',
    schema: z.boolean(),
  };
}

/** Any text that is not empty: a name, a path. */
export function text<const S extends Spec<string>>(spec: S): Parameter<Filled<S, string>> {
  return singleValue(spec, 'TEXT', 'a text that is not empty', given => given, z.string().min(1));
}

/** A whole number, `min` and `max` included. */
export function integer<const S extends RangeSpec>(spec: S): Parameter<Filled<S, number>> {
  const schema = z
    .int()
    .min(spec.min ?? Number.MIN_SAFE_INTEGER)
    .max(spec.max ?? Number.MAX_SAFE_INTEGER);
  return singleValue(spec, 'N', `a whole number${rangeText(spec)}`, readInteger, schema);
}

/** A number, `min` and `max` included. */
export function number<const S extends RangeSpec>(spec: S): Parameter<Filled<S, number>> {
  const schema = z
    .number()
    .min(spec.min ?? -Number.MAX_VALUE)
    .max(spec.max ?? Number.MAX_VALUE);
  return singleValue(spec, 'X', `a number${rangeText(spec)}`, readNumber, schema);
}

/** One of a few words. */
export function choice<const C extends string, const S extends Spec<C>>(
  choices: readonly [C, ...C[]],
  spec: S,
): Parameter<Filled<S, C>> {
  const schema = z.enum(choices as unknown as [string, ...string[]]) as unknown as z.ZodType<C>;
  return singleValue(spec, choices.join('|'), `one of ${choices.join(', ')}`, given => given, schema);
}

/** Several texts, at least one. */
export function list<const S extends Spec<readonly string[]>>(
  spec: S,
): Parameter<Filled<S, readonly string[]>> {
  const parameter = singleValue(
    spec,
    'A,B,…',
    'names separated by commas',
    given => given.split(',').map(name => name.trim()),
    z.array(z.string().min(1)).min(1).readonly() as z.ZodType<readonly string[]>,
  );
  return { ...parameter, kind: 'list' };
}

function singleValue<T, S extends Spec<T>>(
  spec: S,
  placeholder: string,
  allowed: string,
  fromText: (given: string) => unknown,
  schema: z.ZodType<T>,
): Parameter<Filled<S, T>> {
  return {
    kind: 'value',
    placeholder: spec.placeholder ?? placeholder,
    description: spec.description,
    allowed,
    required: spec.required ?? false,
    default: spec.default as Filled<S, T> | undefined,
    fromText,
    schema: schema as unknown as z.ZodType<Exclude<Filled<S, T>, undefined>>,
  };
}

// Number() alone would take '', '0x10' and ' 7 ', and parseInt() '12abc'.
function readInteger(given: string): number {
  return /^[+-]?\d+$/.test(given) ? Number(given) : Number.NaN;
}

function readNumber(given: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : Number.NaN;
}

function rangeText({ min, max }: RangeSpec): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return `, at least ${min}`;
  return max === undefined ? '' : `, at most ${max}`;
}
