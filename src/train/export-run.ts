import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RunError } from '../errors.ts';
import { type ExportFormat, encodeRun, exportSuffixes } from './export-formats.ts';
import { type RunRecord, readRecord } from './run-record.ts';
import { writeFailure, writeWholeFile } from './write-file.ts';

interface ExportOptions {
  readonly format: ExportFormat;
  /** The file, or a folder to put it into; left out, the working folder. */
  readonly out?: string | undefined;
  /** Replace another file of that name. */
  readonly force?: boolean | undefined;
}

/** What was exported, and where it is. */
export interface ExportedRun {
  readonly record: RunRecord;
  readonly format: ExportFormat;
  /** Its path. */
  readonly file: string;
  readonly bytes: number;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  /** What the user should know. */
  readonly notes: readonly string[];
}

/**
 * Writes what a run has learned into a file for other programs: its best weights, or the trees it keeps. A file that is there already stays
 * unless it is the very same.
 * @param directory the run's.
 * @throws UsageError if the format is not for its model; RunError if there is another file of that name or it cannot be written; RunError or
 * DataError if the run has nothing yet or its files are damaged.
 */
export async function exportRun(
  directory: string,
  { format, out, force = false }: ExportOptions,
): Promise<ExportedRun> {
  const record = await readRecord(directory);
  const content = await encodeRun(directory, record, format);
  const file = await placeFor(`${record.name}.${exportSuffixes[format]}`, out);
  if (force || (await isFree(file, content))) await writeWholeFile(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { record, format, file, bytes: content.length, sha256, notes: notesOn(record, format) };
}

/** Where the file goes. @throws RunError if something is there that is no file. */
async function placeFor(name: string, out: string | undefined): Promise<string> {
  if (out === undefined) return resolve(name);
  const found = await stat(out).catch(() => undefined);
  if (found?.isDirectory() || /[\\/]$/.test(out)) return resolve(join(out, name));
  if (found && !found.isFile())
    throw new RunError(`${out} is not a file that could be replaced.`, { hint: 'Choose another place.' });
  return resolve(out);
}

/** Whether there is no file yet. @returns false if there is the same. @throws RunError if there is another. */
async function isFree(file: string, content: Uint8Array): Promise<boolean> {
  try {
    const { size } = await stat(file);
    if (size === content.length && (await readFile(file)).equals(content)) return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw writeFailure(file, error);
  }
  throw new RunError(`${file} is already there, and it is something else.`, {
    hint: 'Replace it with --force, or choose another place with --out.',
  });
}

function notesOn({ name, state, config }: RunRecord, format: ExportFormat): string[] {
  const notes: string[] = [];
  if (state !== 'finished') notes.push(`The run ${name} is not finished: this is the best it has so far.`);
  if (format === 'safetensors' && config.model !== 'gbdt' && config.views === 'mirrored')
    notes.push(
      'The run answers by the mean logits of a drawing and its mirror image: weights alone do not say so.',
    );
  return notes;
}
