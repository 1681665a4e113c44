import { UsageError } from '../errors.ts';
import { flagName } from './flag-name.ts';
import type { Parameter, Parameters } from './parameter.ts';

/** What the command line gave: texts, `true` for a switch, several texts for a list of arguments. */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Checked values of a command's options: of the flags, else of the configuration, else the defaults. */
export function optionValues(
  options: Parameters,
  flags: Given,
  config: Readonly<Record<string, unknown>>,
  configPath: string | undefined,
): Record<string, unknown> {
  return mapParameters(options, (key, option) => {
    const flag = flags[key];
    if (flag !== undefined)
      return check(option, readFlag(option, key, flag), `${flagName(key)} is '${flag}'`);
    if (Object.hasOwn(config, key))
      return check(option, config[key], `'${key}' in ${configPath} is ${JSON.stringify(config[key])}`);
    if (option.required) throw new UsageError(`${flagName(key)} is missing: ${option.description}.`);
    return option.default;
  });
}

/** Checked values of a command's arguments. */
export function argumentValues(parameters: Parameters, given: Given): Record<string, unknown> {
  return mapParameters(parameters, (key, parameter) => {
    const words = given[key];
    const isMissing = words === undefined || (Array.isArray(words) && words.length === 0);
    if (isMissing && !parameter.required) return parameter.default;
    if (isMissing) throw new UsageError(`${parameter.placeholder} is missing: ${parameter.description}.`);
    const value = typeof words === 'string' ? parameter.fromText(words) : words;
    return check(parameter, value, `${parameter.placeholder} is '${words}'`);
  });
}

function mapParameters(
  parameters: Parameters,
  valueFor: (key: string, parameter: Parameter<unknown>) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [key, valueFor(key, parameter)]),
  );
}

function readFlag(
  option: Parameter<unknown>,
  key: string,
  given: string | boolean | readonly string[],
): unknown {
  if (typeof given !== 'string') return given;
  // `--out --json`: the next flag was taken for the value.
  if (/^--[a-z]/.test(given)) {
    throw new UsageError(`${flagName(key)} needs a value, but ${given} follows.`);
  }
  return option.fromText(given);
}

function check(parameter: Parameter<unknown>, value: unknown, finding: string): unknown {
  const parsed = parameter.schema.safeParse(value);
  if (!parsed.success) throw new UsageError(`${finding}; it must be ${parameter.allowed}.`);
  return parsed.data;
}
