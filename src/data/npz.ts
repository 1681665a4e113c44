// NumPy's .npz: a zip of .npy arrays.
import { inflateSync, zipSync } from 'fflate';
import { crc32 } from './crc32.ts';
import { damagedFile } from './file-fault.ts';
import { decodeNpy, encodeNpy, type NpyArray } from './npy-array.ts';
import { dataOffset, findDirectory, parseDirectory, ZIP_TAIL_BYTES, type ZipEntry } from './zip.ts';

/** The earliest time a zip can tell: the same arrays give the same bytes whenever they are written. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * Packs named arrays, as numpy.savez_compressed does.
 * @param level of deflate's effort, 0–9.
 */
export function writeNpz(
  arrays: Readonly<Record<string, NpyArray>>,
  level: 0 | 6 | 9 = 6,
): Uint8Array<ArrayBuffer> {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, encodeNpy(array)]);
  return zipSync(Object.fromEntries(files), { mtime: NO_TIME, level });
}

/**
 * Unpacks all arrays of an .npz file.
 * @throws DataError if it is damaged or holds arrays of other types than writeNpz writes.
 */
export function readNpz(bytes: Uint8Array, where: string): Record<string, NpyArray> {
  const tail = bytes.subarray(Math.max(0, bytes.length - ZIP_TAIL_BYTES));
  const directory = findDirectory(tail, bytes.length, where);
  const listing = bytes.subarray(directory.offset, directory.offset + directory.size);
  const arrays: [string, NpyArray][] = parseDirectory(listing, directory, where).map(entry => [
    entry.name.replace(/\.npy$/, ''),
    decodeNpy(unpack(bytes, entry, where), `${where} (${entry.name})`),
  ]);
  return Object.fromEntries(arrays);
}

function unpack(bytes: Uint8Array, entry: ZipEntry, where: string): Uint8Array {
  const start = dataOffset(bytes.subarray(entry.headerOffset), entry, where);
  const packed = bytes.subarray(start, start + entry.compressedSize);
  const unpacked = entry.deflated ? inflate(packed, entry, where) : packed;
  if (unpacked.length !== entry.size || crc32(unpacked) !== entry.crc32) {
    throw damagedFile(where, `has a damaged entry ${entry.name}`);
  }
  return unpacked;
}

function inflate(packed: Uint8Array, entry: ZipEntry, where: string): Uint8Array {
  try {
    // Into a buffer of the size claimed, which parseDirectory found possible: it never grows.
    return inflateSync(packed, { out: new Uint8Array(entry.size) });
  } catch (cause) {
    throw damagedFile(
      where,
      `has a damaged entry ${entry.name} (${cause instanceof Error ? cause.message : cause})`,
    );
  }
}
