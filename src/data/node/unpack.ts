import type { FileHandle } from 'node:fs/promises';
import type { OnOpeningProgress } from '../division.ts';
import { forEachAtOnce } from '../for-each-at-once.ts';
import { npyHeader } from '../npy.ts';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import type { CacheFolder } from './cache-folder.ts';
import { openDrawings } from './open-drawings.ts';

const BLOCK_ROWS = 4096;
const FILES_AT_ONCE = 4;

/** A file as the user has it, and its drawings in a form that can be read in any order. */
export interface RandomAccessFile {
  readonly source: DrawingFile;
  /** The source itself, or its unpacked form. */
  readonly file: DrawingFile;
}

/**
 * Gives every file random access: those that would have to be decoded from their start are unpacked into the
 * cache, unless they are there already.
 */
export async function openAtRandom(
  sources: readonly DrawingFile[],
  cache: CacheFolder,
  onProgress: OnOpeningProgress,
): Promise<RandomAccessFile[]> {
  const packed = sources.filter(source => source.rowOffset === undefined);
  const total = packed.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  const onRows = (rows: number) => {
    done += rows;
    onProgress({ stage: 'unpacking', done, total });
  };
  const unpacked = new Map<DrawingFile, DrawingFile>();
  try {
    await forEachAtOnce(packed, FILES_AT_ONCE, async source => {
      unpacked.set(source, await unpack(source, cache, onRows));
    });
  } catch (error) {
    for (const file of unpacked.values()) await file.close();
    throw error;
  }
  return sources.map(source => ({ source, file: unpacked.get(source) ?? source }));
}

/** Closes what was opened beside the sources. */
export async function closeUnpacked(files: readonly RandomAccessFile[]): Promise<void> {
  for (const { source, file } of files) if (file !== source) await file.close();
}

async function unpack(
  source: DrawingFile,
  cache: CacheFolder,
  onRows: (rows: number) => void,
): Promise<DrawingFile> {
  const entry = await cache.entry(source.path, 'npy');
  const present = await openPresent(entry, source.count);
  if (present !== undefined) {
    onRows(source.count);
    return present;
  }
  await cache.write(entry, handle => writeNpy(source, handle, onRows));
  return openDrawings(entry);
}

async function openPresent(entry: string, count: number): Promise<DrawingFile | undefined> {
  try {
    const file = await openDrawings(entry);
    if (file.count === count) return file;
    await file.close();
  } catch {
    // Missing or damaged: it is written anew.
  }
  return undefined;
}

async function writeNpy(
  file: DrawingFile,
  handle: FileHandle,
  onRows: (rows: number) => void,
): Promise<void> {
  await handle.writeFile(npyHeader('|u1', [file.count, DRAWING_BYTES]));
  const block = new Uint8Array(Math.min(BLOCK_ROWS, file.count) * DRAWING_BYTES);
  for (let from = 0; from < file.count; from += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, file.count - from);
    const bytes = block.subarray(0, rows * DRAWING_BYTES);
    await file.read(from, from + rows, bytes);
    await handle.writeFile(bytes); // from where the last write ended
    onRows(rows);
  }
}
