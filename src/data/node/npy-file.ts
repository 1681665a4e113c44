import type { FileHandle } from 'node:fs/promises';
import { checkBitmapBytes, countBitmaps, NPY_PREFIX_BYTES, npyDataOffset, parseNpyHeader } from '../npy.ts';
import { bytesOfNumber } from '../number-bitmaps.ts';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import { fillFromFile, readHead } from './file-bytes.ts';
import { ForwardBytes, fileChunks } from './forward-bytes.ts';
import { readNumbers } from './number-file.ts';

/** An uncompressed .npy file; with `numbers`, also one of numbers of another type than bytes. */
export async function openNpy(
  path: string,
  handle: FileHandle,
  fileBytes: number,
  { numbers }: { readonly numbers: boolean },
): Promise<DrawingFile> {
  const prefix = await readHead(handle, NPY_PREFIX_BYTES);
  const header = parseNpyHeader(await readHead(handle, npyDataOffset(prefix, path)), path);
  if (numbers && bytesOfNumber(header) !== undefined) {
    const openBytes = () => new ForwardBytes(fileChunks(handle, 0, fileBytes), path);
    return readNumbers({ path, where: path, header, openBytes }, 'npy', () => handle.close());
  }
  const count = countBitmaps(header, path);
  checkBitmapBytes(count, fileBytes - header.dataOffset, path);
  return rowsInPlace(path, 'npy', handle, header.dataOffset, count);
}

/** Rows that lie uncompressed in a file: they are read straight from there into the caller's memory. */
export function rowsInPlace(
  path: string,
  format: DrawingFile['format'],
  handle: FileHandle,
  rowOffset: number,
  count: number,
): DrawingFile {
  return {
    path,
    format,
    count,
    rowOffset,
    read(from, to, target) {
      const rows = target.subarray(0, (to - from) * DRAWING_BYTES);
      return fillFromFile(handle, rows, rowOffset + from * DRAWING_BYTES, path);
    },
    close: () => handle.close(),
  };
}
