import type { FileHandle } from 'node:fs/promises';
import { damagedFile } from '../file-fault.ts';
import { countBitmaps, NPY_PREFIX_BYTES, npyDataOffset, parseNpyHeader } from '../npy.ts';
import { bytesOfNumber } from '../number-bitmaps.ts';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import { LARGEST_RATIO } from '../zip.ts';
import type { ForwardBytes } from './forward-bytes.ts';
import { readNumbers } from './number-file.ts';
import { StreamedRows, streamedFile } from './streamed-rows.ts';

/** An .npy file packed by gzip; with `numbers`, also one of numbers of another type than bytes. */
export async function openPackedNpy(
  path: string,
  handle: FileHandle,
  fileBytes: number,
  openBytes: () => ForwardBytes,
  { numbers }: { readonly numbers: boolean },
): Promise<DrawingFile> {
  const header = await readHeader(openBytes(), path);
  if (numbers && bytesOfNumber(header) !== undefined)
    return readNumbers({ path, where: path, header, openBytes }, 'npy', () => handle.close());
  const count = countBitmaps(header, path);
  if (count * DRAWING_BYTES > fileBytes * LARGEST_RATIO) {
    throw damagedFile(path, `claims ${count} drawings, which ${fileBytes} packed bytes cannot hold`);
  }
  return streamedFile(path, 'npy', handle, count, new StreamedRows(openBytes, header.dataOffset, count));
}

async function readHeader(bytes: ForwardBytes, path: string) {
  try {
    const prefix = new Uint8Array(NPY_PREFIX_BYTES);
    await bytes.fill(prefix);
    const header = new Uint8Array(npyDataOffset(prefix, path));
    header.set(prefix);
    await bytes.fill(header.subarray(NPY_PREFIX_BYTES));
    return parseNpyHeader(header, path);
  } finally {
    await bytes.close();
  }
}
