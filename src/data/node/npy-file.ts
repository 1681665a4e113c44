import type { FileHandle } from 'node:fs/promises';
import { checkBitmapBytes, countBitmaps, NPY_HEADER_LIMIT, parseNpyHeader } from '../npy.ts';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import { fillFromFile, readHead } from './file-bytes.ts';

/** An uncompressed .npy file: rows are read straight from the disk into the caller's memory. */
export async function openNpy(path: string, handle: FileHandle, fileBytes: number): Promise<DrawingFile> {
  const header = parseNpyHeader(await readHead(handle, NPY_HEADER_LIMIT), path);
  const count = countBitmaps(header, path);
  checkBitmapBytes(count, fileBytes - header.dataOffset, path);
  return {
    path,
    format: 'npy',
    count,
    rowOffset: header.dataOffset,
    read: (from, to, target) =>
      fillFromFile(
        handle,
        target.subarray(0, (to - from) * DRAWING_BYTES),
        header.dataOffset + from * DRAWING_BYTES,
        path,
      ),
    close: () => handle.close(),
  };
}
