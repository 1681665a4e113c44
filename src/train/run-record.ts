import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { runConfigSchema } from './run-config.ts';
import { writeWholeFile } from './write-file.ts';

/** Raised when an older version could not read the files of a run any more. */
export const SCHEMA_VERSION = 1;

const FILE = 'run.json';

const sidesSchema = z.strictObject({
  train: z.int().min(0),
  validation: z.int().min(0),
  test: z.int().min(0),
});

const resultsSchema = z.strictObject({
  /** Epochs trained; of trees rounds. */
  epochs: z.int().min(0),
  /** The epoch whose weights are kept: the one with the lowest validation loss. */
  bestEpoch: z.int().min(0),
  /** Why it ended: out of patience, all epochs done, or (trees) no split gains anything any more. */
  ended: z.enum(['patience', 'epochs', 'no-splits']),
  /** Seconds of training, validation included, over all sittings. */
  seconds: z.number(),
  /** Loss and accuracy on the validation side after the best epoch. */
  validation: z.strictObject({ drawings: z.int(), loss: z.number(), accuracy: z.number() }).nullable(),
  /** The best weights on the test side, which nothing was chosen by. */
  test: z
    .strictObject({
      drawings: z.int().min(1),
      loss: z.number(),
      accuracy: z.number(),
      /** 95 % interval of the accuracy (Wilson). */
      accuracyLow: z.number(),
      accuracyHigh: z.number(),
      /** Share of drawings whose category is among the five most likely. */
      top5: z.number(),
    })
    .nullable(),
});

const recordSchema = z.strictObject({
  schema: z.literal(SCHEMA_VERSION),
  name: z.string(),
  state: z.enum(['running', 'finished', 'interrupted', 'failed']),
  /** Why it failed. */
  failure: z.string().nullable(),
  config: runConfigSchema,
  /** Names by label. */
  categories: z.array(z.string()),
  drawings: sidesSchema,
  /** 16 hexadecimal digits that tell the same drawings in the same order apart from any others. */
  dataFingerprint: z.string(),
  /** Trainable numbers of the model; 0 for trees that have yet to grow. */
  parameters: z.int(),
  code: z.strictObject({ version: z.string() }),
  host: z.strictObject({
    node: z.string(),
    platform: z.string(),
    cpu: z.string(),
    cores: z.int(),
    memoryBytes: z.int(),
    threads: z.int(),
  }),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  results: resultsSchema.nullable(),
});

/** run.json: what a run is, where it stands, what came out of it. */
export type RunRecord = z.infer<typeof recordSchema>;
export type RunResults = z.infer<typeof resultsSchema>;

/** Whether the folder holds a run, be it one that cannot be read. */
export async function holdsRun(directory: string): Promise<boolean> {
  try {
    await stat(join(directory, FILE));
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads run.json of a run.
 * @throws RunError if there is none, it is damaged, or of another version.
 */
export async function readRecord(directory: string): Promise<RunRecord> {
  const path = join(directory, FILE);
  const parsed = recordSchema.safeParse(parseJson(await readText(path, directory), path));
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0]!;
  if (place[0] === 'schema') {
    throw new RunError(
      `${path} is of another version of quickdraw-lab: this one reads schema ${SCHEMA_VERSION}.`,
      {
        hint: 'Use the version that made the run, or train again.',
      },
    );
  }
  throw new RunError(`${path} is damaged: ${place.join('.') || 'the whole file'}: ${message}.`, {
    hint: 'Take another copy of the run, or train again.',
  });
}

/** Writes run.json of a run. @throws RunError if it cannot be written. */
export async function writeRecord(directory: string, record: RunRecord): Promise<void> {
  await writeWholeFile(join(directory, FILE), `${JSON.stringify(record, null, 2)}\n`);
}

async function readText(path: string, directory: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw pathFailure(RunError, 'read', join(directory, FILE), cause);
    throw new RunError(`${directory} is not a run: it has no run.json.`, {
      hint: '`qdl runs` lists the runs there are.',
      cause,
    });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RunError(`${path} is damaged: it is not JSON.`, {
      hint: 'Take another copy of the run, or train again.',
      cause,
    });
  }
}
