import type { FileHandle } from 'node:fs/promises';
import { constants, createInflateRaw, inflateRawSync } from 'node:zlib';
import { damagedFile } from '../file-fault.ts';
import {
  dataOffset,
  findDirectory,
  hasDirectoryEnd,
  LOCAL_HEADER_BYTES,
  parseDirectory,
  ZIP_TAIL_BYTES,
  type ZipEntry,
} from '../zip.ts';
import { fillFromFile } from './file-bytes.ts';
import { CHUNK_BYTES, checkedChunks, ForwardBytes, fileChunks, unpackedChunks } from './forward-bytes.ts';

/** A directory is read whole; NumPy files have a few entries. */
const LARGEST_DIRECTORY = 1 << 20;
const SHORT_TAIL = 1 << 10;

/** The entries of a zip file, read from its end. */
export async function readDirectory(
  handle: FileHandle,
  path: string,
  fileBytes: number,
): Promise<ZipEntry[]> {
  const tail = await readTail(handle, path, fileBytes);
  const directory = findDirectory(tail, fileBytes, path);
  if (directory.size > LARGEST_DIRECTORY) {
    throw damagedFile(path, `has a zip directory of ${directory.size} bytes`);
  }
  const listing = new Uint8Array(directory.size);
  await fillFromFile(handle, listing, directory.offset, path);
  return parseDirectory(listing, directory, path);
}

/** Only a zip file with a long comment needs more than a short tail, which for hundreds of files counts. */
async function readTail(handle: FileHandle, path: string, fileBytes: number): Promise<Uint8Array> {
  const read = async (length: number) => {
    const tail = new Uint8Array(Math.min(length, fileBytes));
    await fillFromFile(handle, tail, fileBytes - tail.length, path);
    return tail;
  };
  const short = await read(SHORT_TAIL);
  return hasDirectoryEnd(short) ? short : read(ZIP_TAIL_BYTES);
}

/** Packed bytes that give the header of an array: mostly the fewer, never more than these. */
const SHORTEST_HEAD = 1 << 10;
const LONGEST_HEAD = 1 << 18;

/** One entry of an open zip file. */
export class ZipMember {
  readonly entry: ZipEntry;
  /** Names the entry in errors. */
  readonly where: string;
  /** Byte of the file at which its data start. */
  readonly offset: number;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, entry: ZipEntry, where: string, offset: number) {
    this.#handle = handle;
    this.entry = entry;
    this.where = where;
    this.offset = offset;
  }

  static async open(handle: FileHandle, entry: ZipEntry, path: string): Promise<ZipMember> {
    const header = new Uint8Array(LOCAL_HEADER_BYTES);
    await fillFromFile(handle, header, entry.headerOffset, path);
    return new ZipMember(handle, entry, `${path} (${entry.name})`, dataOffset(header, entry, path));
  }

  /** The first bytes, unpacked: at least `wanted` of them if there are so many. */
  async head(wanted: number): Promise<Uint8Array> {
    const { compressedSize, deflated, size } = this.entry;
    for (let length = SHORTEST_HEAD; length <= LONGEST_HEAD; length *= 2) {
      const packed = new Uint8Array(Math.min(length, compressedSize));
      await fillFromFile(this.#handle, packed, this.offset, this.where);
      const head = deflated ? inflateHead(packed, this.where) : packed;
      if (head.length >= Math.min(wanted, size) || packed.length === compressedSize) return head;
    }
    throw damagedFile(this.where, 'has a header that cannot be unpacked');
  }

  /** Fills `target` with the packed bytes. */
  readPacked(target: Uint8Array): Promise<void> {
    return fillFromFile(this.#handle, target, this.offset, this.where);
  }

  /** All bytes, unpacked and checked against the entry's size and checksum. */
  bytes(): ForwardBytes {
    const { compressedSize, deflated, size, crc32 } = this.entry;
    const packed = fileChunks(this.#handle, this.offset, this.offset + compressedSize);
    const chunks = deflated ? unpackedChunks(packed, createInflateRaw({ chunkSize: CHUNK_BYTES })) : packed;
    return new ForwardBytes(checkedChunks(chunks, size, crc32, this.where), this.where);
  }
}

/** What can be unpacked of the start of a deflated entry. */
function inflateHead(packed: Uint8Array, where: string): Uint8Array {
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw damagedFile(where, `cannot be unpacked (${(cause as Error).message})`);
  }
}
