// The directory of a zip file, zip64 included. Sizes come from the central directory: NumPy leaves those in
// the local headers open. Source: PKWARE's APPNOTE.TXT 6.3.
import { damagedFile } from './file-fault.ts';

/** Bytes at the end of a file that hold the end records whatever comment follows them. */
export const ZIP_TAIL_BYTES = 22 + 0xffff + 20 + 56;
/** Bytes of the two end records of zip64, which lie before the last one. */
const END_64_BYTES = 20 + 56;

/** Bytes of a local header before its name. */
export const LOCAL_HEADER_BYTES = 30;

/** Deflate cannot shrink bytes further than this. */
export const LARGEST_RATIO = 1032;

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;

export interface ZipDirectory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

export interface ZipEntry {
  readonly name: string;
  readonly deflated: boolean;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc32: number;
  /** Byte at which the entry's local header starts. */
  readonly headerOffset: number;
}

/** Whether `bytes` start like a zip file. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0, true) === LOCAL_ENTRY;
}

/** Where the last record of a zip file starts in its tail; below 0 if it is not there. */
function findEnd(tail: DataView): number {
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  return end;
}

/** Whether `tail`, the last bytes of a file, has all that `findDirectory` needs. */
export function hasDirectoryEnd(tail: Uint8Array): boolean {
  return findEnd(viewOf(tail)) >= END_64_BYTES;
}

/**
 * Finds the central directory from the last `ZIP_TAIL_BYTES` of a file (or all of a shorter one).
 * @throws DataError if there is none or it does not fit into the file.
 */
export function findDirectory(tail: Uint8Array, fileSize: number, where: string): ZipDirectory {
  const view = viewOf(tail);
  const end = findEnd(view);
  if (end < 0) throw damagedFile(where, 'is cut off: its end, where a zip keeps its directory, is missing');
  const directory = largeDirectory(view, end) ?? {
    count: view.getUint16(end + 10, true),
    size: view.getUint32(end + 12, true),
    offset: view.getUint32(end + 16, true),
  };
  const limit = fileSize - tail.length + end;
  if (directory.offset + directory.size > limit || directory.count * 46 > directory.size) {
    throw damagedFile(where, 'has a zip directory that does not fit into the file');
  }
  return directory;
}

/** The zip64 end record, which lies right before its locator, which lies right before the end record. */
function largeDirectory(view: DataView, end: number): ZipDirectory | undefined {
  const record = end - 20 - 56;
  if (record < 0 || view.getUint32(end - 20, true) !== END_64_LOCATOR) return undefined;
  if (view.getUint32(record, true) !== END_64) return undefined;
  return {
    count: Number(view.getBigUint64(record + 32, true)),
    size: Number(view.getBigUint64(record + 40, true)),
    offset: Number(view.getBigUint64(record + 48, true)),
  };
}

/** The entries of a central directory, checked against its place in the file. */
export function parseDirectory(bytes: Uint8Array, directory: ZipDirectory, where: string): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  let packed = 0;
  for (let i = 0; i < directory.count; i++) {
    const { entry, end } = parseEntry(bytes, at, where);
    checkEntry(entry, directory, where);
    entries.push(entry);
    at = end;
    packed += entry.compressedSize;
  }
  // Entries that share their bytes are how a small zip claims to hold very much.
  if (packed > directory.offset) throw damagedFile(where, 'has entries that overlap');
  return entries;
}

function parseEntry(bytes: Uint8Array, at: number, where: string): { entry: ZipEntry; end: number } {
  const view = viewOf(bytes);
  if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
    throw damagedFile(where, 'has a damaged zip directory');
  }
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const end = extraEnd + view.getUint16(at + 32, true);
  if (end > bytes.length) throw damagedFile(where, 'has a damaged zip directory');
  const name = new TextDecoder().decode(bytes.slice(at + 46, nameEnd));
  if ((flags & 1) !== 0) throw damagedFile(where, `has an encrypted entry ${name}`);
  if (method !== 0 && method !== 8)
    throw damagedFile(where, `has ${name} packed by the unknown method ${method}`);
  const sizes = [24, 20, 42].map(field => view.getUint32(at + field, true));
  const [size, compressedSize, headerOffset] = widened(sizes, view, nameEnd, extraEnd);
  return {
    entry: {
      name,
      deflated: method === 8,
      compressedSize: compressedSize!,
      size: size!,
      crc32: view.getUint32(at + 16, true),
      headerOffset: headerOffset!,
    },
    end,
  };
}

/** Replaces fields that are all ones by those of the zip64 extra field, which holds just these, in order. */
function widened(fields: readonly number[], view: DataView, extra: number, extraEnd: number): number[] {
  let at = extra;
  while (at + 4 <= extraEnd && view.getUint16(at, true) !== 1) at += 4 + view.getUint16(at + 2, true);
  at += 4;
  return fields.map(field => {
    if (field !== 0xffffffff || at + 8 > extraEnd) return field;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  });
}

function checkEntry(entry: ZipEntry, directory: ZipDirectory, where: string): void {
  const { name, size, compressedSize, headerOffset, deflated } = entry;
  if (headerOffset + LOCAL_HEADER_BYTES + compressedSize > directory.offset) {
    throw damagedFile(where, `has an entry ${name} that does not fit into the file`);
  }
  if (deflated ? size > compressedSize * LARGEST_RATIO : size !== compressedSize) {
    throw damagedFile(
      where,
      `claims ${size} bytes for ${name}, which ${compressedSize} packed ones cannot hold`,
    );
  }
}

/** Byte of the file at which the entry's data start, from its local header. */
export function dataOffset(localHeader: Uint8Array, entry: ZipEntry, where: string): number {
  const view = viewOf(localHeader);
  if (localHeader.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== LOCAL_ENTRY) {
    throw damagedFile(where, `has a damaged header before ${entry.name}`);
  }
  const names = view.getUint16(26, true) + view.getUint16(28, true);
  return entry.headerOffset + LOCAL_HEADER_BYTES + names;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
