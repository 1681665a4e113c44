import type { FileHandle } from 'node:fs/promises';
import { damagedFile, foreignFile } from '../file-fault.ts';
import { checkBitmapBytes, countBitmaps } from '../npy.ts';
import { bytesOfNumber } from '../number-bitmaps.ts';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import type { ZipEntry } from '../zip.ts';
import { readArrayHeader } from './array-header.ts';
import { rowsInPlace } from './npy-file.ts';
import { readNumbers } from './number-file.ts';
import { isSketchRnn, openSketchRnn } from './sketch-rnn-file.ts';
import { StreamedRows, streamedFile } from './streamed-rows.ts';
import { isSmall, readWhole } from './whole-member.ts';
import { readDirectory, ZipMember } from './zip-file.ts';

/** Far more than all drawings of a category: 2.7 million. What claims more is not a file of drawings. */
const LARGEST_ARRAY = 2 ** 31;

/**
 * A NumPy archive: one array of bitmaps, or the three arrays of sketch-rnn; with `numbers`, the array may be of numbers
 * of another type than bytes.
 */
export async function openNpz(
  path: string,
  handle: FileHandle,
  fileBytes: number,
  { numbers }: { readonly numbers: boolean },
): Promise<DrawingFile> {
  const entries = await readDirectory(handle, path, fileBytes);
  if (isSketchRnn(entries)) return openSketchRnn(path, handle, entries);
  const member = await ZipMember.open(handle, bitmapsOf(entries, path), path);
  const { deflated, size } = member.entry;
  if (size > LARGEST_ARRAY) throw damagedFile(member.where, `claims ${size} bytes`);
  const header = await readArrayHeader(member);
  if (numbers && bytesOfNumber(header) !== undefined) {
    const { where } = member;
    const openBytes = () => member.bytes();
    return readNumbers({ path, where, header, openBytes }, 'npz', () => handle.close());
  }
  const count = countBitmaps(header, member.where);
  checkBitmapBytes(count, size - header.dataOffset, member.where);
  if (!deflated) return rowsInPlace(path, 'npz', handle, member.offset + header.dataOffset, count);
  const rows = new StreamedRows(() => member.bytes(), header.dataOffset, count);
  const file = streamedFile(path, 'npz', handle, count, rows);
  return isSmall(member) ? readAtOnce(file, member, header.dataOffset) : file;
}

/** The same file, but when all rows are asked for in one read they are unpacked in one go. */
function readAtOnce(file: DrawingFile, member: ZipMember, rowOffset: number): DrawingFile {
  return {
    ...file,
    read(from, to, target) {
      if (from > 0 || to < file.count) return file.read(from, to, target);
      return readWhole(member, rowOffset, target.subarray(0, file.count * DRAWING_BYTES));
    },
  };
}

/** The array named `bitmaps`, or the only one. */
function bitmapsOf(entries: readonly ZipEntry[], path: string): ZipEntry {
  const arrays = entries.filter(({ name }) => name.endsWith('.npy'));
  const bitmaps = arrays.find(({ name }) => name === 'bitmaps.npy') ?? arrays[0];
  if (bitmaps === undefined) throw foreignFile(path, 'is a zip file without a NumPy array');
  if (arrays.length > 1 && bitmaps.name !== 'bitmaps.npy') {
    const names = arrays.map(({ name }) => name.replace(/\.npy$/, '')).join(', ');
    throw foreignFile(path, `holds several arrays (${names})`, 'Name the array of drawings `bitmaps`.');
  }
  return bitmaps;
}
