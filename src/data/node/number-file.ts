import { foreignFile } from '../file-fault.ts';
import { countDrawings, type NpyHeader } from '../npy.ts';
import { bitmapsFromNumbers, bytesOfNumber } from '../number-bitmaps.ts';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import type { ForwardBytes } from './forward-bytes.ts';

/** Numbers are read whole, to see their scale: 10,000 drawings in double precision. */
const LARGEST_NUMBERS = 1 << 26;

/** An array, where it lies and how it is named in errors. */
interface NumberArray {
  readonly path: string;
  readonly where: string;
  readonly header: NpyHeader;
  /** The array's bytes from the beginning of its header. */
  readonly openBytes: () => ForwardBytes;
}

/**
 * A file with drawings as numbers of another type than bytes, from 0 to 1 or from 0 to 255. It is read at once: the
 * scale is told by all of them.
 */
export async function readNumbers(
  { path, where, header, openBytes }: NumberArray,
  format: DrawingFile['format'],
  close: () => Promise<void>,
): Promise<DrawingFile> {
  const count = countDrawings(header, where);
  const length = count * DRAWING_BYTES * bytesOfNumber(header)!;
  if (length > LARGEST_NUMBERS) {
    throw foreignFile(
      where,
      `has ${count} drawings of type ${header.descr}, more than are read at once`,
      'Save them as uint8 from 0 to 255, which may be as many as you like.',
    );
  }
  const bytes = openBytes();
  const data = new Uint8Array(length);
  try {
    await bytes.skip(header.dataOffset);
    await bytes.fill(data);
    await bytes.finish();
  } finally {
    await bytes.close();
  }
  const bitmaps = bitmapsFromNumbers(header, data, where);
  return {
    path,
    format,
    count,
    rowOffset: undefined,
    async read(from, to, target) {
      target.set(bitmaps.subarray(from * DRAWING_BYTES, to * DRAWING_BYTES));
    },
    close,
  };
}
