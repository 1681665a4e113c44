import type { CategoryFiles } from './catalogue.ts';
import { type ContentHasher, contentHasher, NAME_SEED } from './content-hash.ts';
import { InkTally } from './ink-tally.ts';
import { DRAWING_BYTES, type DrawingFile } from './reader.ts';
import { SIDES, type Side, sideOf } from './split.ts';

/** Drawings read at a time: 3.2 MB, so that hashing and counting find them in the cache. */
const BLOCK_ROWS = 4096;

/** One file read from end to end. */
export interface FileSurvey {
  readonly path: string;
  readonly format: DrawingFile['format'];
  readonly ink: InkTally;
  /** Content hash of each drawing. */
  readonly hashes: BigUint64Array;
  /** Drawings on each side of the split. */
  readonly sides: Readonly<Record<Side, number>>;
  /** Why it could not be read to its end. */
  readonly error?: Error;
}

/** One category read from end to end. */
export interface CategorySurvey {
  readonly name: string;
  readonly files: readonly FileSurvey[];
  /** Of all files. */
  readonly ink: InkTally;
  /** Of all files. */
  readonly sides: Readonly<Record<Side, number>>;
}

interface SurveyOptions {
  readonly splitSeed: number;
  readonly signal: AbortSignal;
  /** Called after each block with the number of drawings read. */
  readonly onRows?: (rows: number) => void;
}

/**
 * Reads every drawing of a category once, in bounded memory (8 bytes a drawing are kept).
 * A file that cannot be read is no error here: the survey tells.
 * @throws the signal's reason when aborted.
 */
export async function surveyCategory(
  category: CategoryFiles,
  options: SurveyOptions,
): Promise<CategorySurvey> {
  const hasher = await contentHasher();
  const files: FileSurvey[] = [];
  for (const file of category.files) files.push(await surveyFile(file, hasher, options));
  return { name: category.name, files, ...sumSurveys(files) };
}

async function surveyFile(
  file: DrawingFile,
  hasher: ContentHasher,
  { splitSeed, signal, onRows = () => {} }: SurveyOptions,
): Promise<FileSurvey> {
  const { path, format, count } = file;
  const ink = new InkTally();
  const hashes = new BigUint64Array(count);
  const sides: Record<Side, number> = { train: 0, validation: 0, test: 0 };
  const block = new Uint8Array(Math.min(count, BLOCK_ROWS) * DRAWING_BYTES);
  const keys = new BigUint64Array(Math.min(count, BLOCK_ROWS));
  for (let from = 0; from < count; from += BLOCK_ROWS) {
    signal.throwIfAborted();
    const rows = Math.min(BLOCK_ROWS, count - from);
    const bytes = block.subarray(0, rows * DRAWING_BYTES);
    try {
      await file.read(from, from + rows, bytes);
    } catch (error) {
      return { path, format, ink, hashes: hashes.subarray(0, from), sides, error: error as Error };
    }
    hasher.hashRows(bytes, rows, NAME_SEED, hashes, from);
    hasher.hashRows(bytes, rows, splitSeed, keys);
    for (let row = 0; row < rows; row++) sides[sideOf(keys[row]!)]++;
    ink.add(bytes, rows, hashes.subarray(from));
    onRows(rows);
  }
  return { path, format, ink, hashes, sides };
}

/** What files have together, or categories. */
export function sumSurveys(
  parts: readonly Pick<CategorySurvey, 'ink' | 'sides'>[],
): Pick<CategorySurvey, 'ink' | 'sides'> {
  const ink = new InkTally();
  const sides: Record<Side, number> = { train: 0, validation: 0, test: 0 };
  for (const part of parts) {
    ink.addAll(part.ink);
    for (const side of SIDES) sides[side] += part.sides[side];
  }
  return { ink, sides };
}
