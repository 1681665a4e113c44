import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { keyName } from './flag-name.ts';
import { nearestName } from './nearest.ts';
import type { Parameters } from './parameter.ts';

const MAXIMUM_BYTES = 1 << 20;
const configSchema = z.record(z.string(), z.unknown());

/**
 * Reads a configuration file: a JSON object with a command's options by name, `perCategory` or `per-category`.
 * The values are checked later, with those of the command line, which win.
 * @returns the values by key (`perCategory`).
 * @throws UsageError when the file cannot be read, is not such an object, or names an option the command lacks.
 */
export async function readConfig(path: string, options: Parameters): Promise<Record<string, unknown>> {
  const parsed = configSchema.safeParse(parseJson(await readText(path), path));
  if (!parsed.success) {
    throw new UsageError(`The configuration ${path} is not a JSON object.`, {
      hint: 'It holds options by name, such as {"seed": 7}.',
    });
  }
  const entries = Object.entries(parsed.data).map(([name, value]) => [keyName(name), value, name] as const);
  for (const [key, , name] of entries)
    if (!Object.hasOwn(options, key)) throw unknownOption(name, path, Object.keys(options));
  return Object.fromEntries(entries);
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > MAXIMUM_BYTES) throw new UsageError(`The configuration ${path} is larger than 1 MB.`);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw pathFailure(UsageError, 'read', `the configuration ${path}`, error);
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The configuration ${path} is not JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function unknownOption(name: string, path: string, known: readonly string[]): UsageError {
  const nearest = nearestName(keyName(name), known);
  return new UsageError(`The configuration ${path} sets '${name}', which this command does not know.`, {
    hint: nearest === undefined ? `It knows ${known.join(', ')}.` : `Did you mean '${nearest}'?`,
  });
}
