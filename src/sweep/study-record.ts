import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { saveFile } from '../node/save-file.ts';

/** Raised when an older version could not read the files of a study any more. */
export const STUDY_SCHEMA = 1;

const FILE = 'study.json';

const factors = z.record(z.string(), z.union([z.string(), z.number()]));

const recordSchema = z.strictObject({
  schema: z.literal(STUDY_SCHEMA),
  name: z.string(),
  /** The question it is about, such as `categories`. */
  kind: z.string(),
  state: z.enum(['running', 'finished', 'interrupted', 'failed']),
  /** Why it could not be brought to its end; null if nothing but cells failed. */
  failure: z.string().nullable(),
  code: z.strictObject({
    version: z.string(),
    /** What the keys of the cells hold of the code; older studies lack it, and their cells are run anew. */
    fingerprint: z.string().optional(),
  }),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** As the study was asked for, with every default filled in. */
  options: z.record(z.string(), z.unknown()),
  /** Whether the runs of cells are kept: said once, it holds when the study goes on. */
  keepRuns: z.boolean().default(false),
  /** What was worked out from them and from the drawings there are, such as which categories a draw takes. */
  design: z.record(z.string(), z.unknown()),
  /** What a reader of its numbers should know. */
  notes: z.array(z.string()),
  /** The grid, in the order of the table. */
  cells: z.array(z.strictObject({ key: z.string(), name: z.string(), factors })),
  /** Cells that failed when they were last tried. */
  failures: z.array(z.strictObject({ key: z.string(), name: z.string(), message: z.string() })),
  /** What came out, summed up; of the cells that there are results of. */
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
  /** What they say by rule; of studies that have one. An interval is its two ends. */
  verdicts: z
    .array(
      z.record(
        z.string(),
        z.union([
          z.string(),
          z.number(),
          z.null(),
          z.tuple([z.number().nullable(), z.number().nullable()]).readonly(),
        ]),
      ),
    )
    .default([]),
});

/** study.json: what a study is, where it stands, what came out of it. */
export type StudyRecord = z.infer<typeof recordSchema>;

/** Whether the folder holds a study. */
export async function holdsStudy(directory: string): Promise<boolean> {
  return readFile(join(directory, FILE)).then(
    () => true,
    () => false,
  );
}

/** Reads study.json. @throws RunError if there is none, it is damaged, or of another version. */
export async function readStudy(directory: string): Promise<StudyRecord> {
  const path = join(directory, FILE);
  const text = await readFile(path, 'utf8').catch(error => {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw pathFailure(RunError, 'read', path, error);
    throw new RunError(`${directory} is not a study: it has no study.json.`, {
      hint: 'Name the folder that `qdl experiment` made.',
      cause: error,
    });
  });
  const parsed = recordSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0]!;
  const problem =
    place[0] === 'schema'
      ? `is of another version of quickdraw-lab: this one reads schema ${STUDY_SCHEMA}`
      : `is damaged: ${place.join('.') || 'the whole file'}: ${message}`;
  throw new RunError(`${path} ${problem}.`, {
    hint: 'Take another copy of the study, or begin it again in another place.',
  });
}

/** Writes study.json. @throws RunError if it cannot be written. */
export async function writeStudy(directory: string, record: StudyRecord): Promise<void> {
  await saveFile(join(directory, FILE), `${JSON.stringify(record, null, 2)}\n`);
}

/** Undefined, which no schema takes, for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
