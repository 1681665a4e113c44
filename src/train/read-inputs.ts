import { open, readFile } from 'node:fs/promises';
import { DRAWING_BYTES, decodePng, drawingFromImage, isPng } from '../data/index.ts';
import { openDrawings } from '../data/node/index.ts';
import { DataError } from '../errors.ts';

/** Drawings read at a time. */
const ROWS = 256;

/** A larger picture is no drawing; it would only fill the memory. */
const LARGEST_PICTURE = 100_000_000;

const PNG_MARK_BYTES = 8;

const OTHER_PICTURE = /\.(jpe?g|gif|webp|bmp|tiff?|svg|heic)$/i;

/** Some drawings of a file. */
export interface InputBlock {
  readonly file: string;
  /** Position of the first of them in the file. */
  readonly first: number;
  /** Drawings in the whole file. */
  readonly total: number;
  /** [N, 784], ink 255. Overwritten by the next block. */
  readonly bitmaps: Uint8Array;
  /** What the players were asked to draw, where the file tells it. */
  readonly words: readonly (string | undefined)[];
}

/**
 * Reads the drawings of a file, some at a time: a PNG of any size and polarity, or a file of any of the dataset's formats,
 * strokes through the rasterizer.
 * @throws DataError if it cannot be read or holds something else.
 */
export async function* readInputs(file: string): AsyncGenerator<InputBlock> {
  if (OTHER_PICTURE.test(file)) {
    throw new DataError(`${file} is a picture of a kind that is not read.`, {
      hint: 'Save it as a PNG; size and colors do not matter.',
    });
  }
  if (await isPicture(file)) yield { file, first: 0, total: 1, bitmaps: await readPicture(file), words: [] };
  else yield* readDrawings(file);
}

async function isPicture(file: string): Promise<boolean> {
  // What cannot be opened, or is a folder, is told by the reader of drawings.
  const handle = await open(file, 'r').catch(() => undefined);
  try {
    const info = await handle?.stat();
    if (!handle || !info?.isFile()) return false;
    const { buffer } = await handle.read(new Uint8Array(PNG_MARK_BYTES), 0, PNG_MARK_BYTES, 0);
    if (!isPng(buffer)) return false;
    if (info.size <= LARGEST_PICTURE) return true;
    throw new DataError(`${file} is too large for a drawing: ${(info.size / 1e6).toFixed(0)} MB.`, {
      hint: 'Scale it down.',
    });
  } finally {
    await handle?.close();
  }
}

async function readPicture(file: string): Promise<Uint8Array> {
  return drawingFromImage(decodePng(await readFile(file), file), file);
}

async function* readDrawings(file: string): AsyncGenerator<InputBlock> {
  const drawings = await openDrawings(file, { numbers: true });
  const block = new Uint8Array(Math.min(ROWS, drawings.count) * DRAWING_BYTES);
  try {
    for (let first = 0; first < drawings.count; first += ROWS) {
      const end = Math.min(first + ROWS, drawings.count);
      const bitmaps = block.subarray(0, (end - first) * DRAWING_BYTES);
      const words: (string | undefined)[] = [];
      await drawings.read(first, end, bitmaps, words);
      yield { file, first, total: drawings.count, bitmaps, words };
    }
  } finally {
    await drawings.close();
  }
}
