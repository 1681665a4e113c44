import { type FileHandle, open } from 'node:fs/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { DataError } from '../../errors.ts';
import { pathFailure } from '../../node/path-failure.ts';
import { binaryRecords } from '../binary.ts';
import { damagedFile, foreignFile } from '../file-fault.ts';
import { ndjsonRecords } from '../ndjson.ts';
import { isNpy } from '../npy.ts';
import type { DrawingFile } from '../reader.ts';
import type { StrokeRecords } from '../stroke-records.ts';
import { isZip } from '../zip.ts';
import { readHead } from './file-bytes.ts';
import { CHUNK_BYTES, ForwardBytes, fileChunks, unpackedChunks } from './forward-bytes.ts';
import { openNpy } from './npy-file.ts';
import { openNpz } from './npz-file.ts';
import { openPackedNpy } from './packed-npy-file.ts';
import { openStrokes } from './stroke-file.ts';

/** Enough to recognize a format, and in a packed file also the header of an array. */
const HEAD_BYTES = 1 << 10;

interface DrawingsOptions {
  /** Whether NumPy arrays may hold other numbers than bytes, from 0 to 1 or from 0 to 255. They are read whole. */
  readonly numbers: boolean;
}

/**
 * Opens a file of drawings; its format is recognized by content, the binary one, which has no mark, by name.
 * @throws DataError that says what is wrong with the file and what to do.
 */
export async function openDrawings(
  path: string,
  options: DrawingsOptions = { numbers: false },
): Promise<DrawingFile> {
  const handle = await openFile(path);
  try {
    return await recognize(path, handle, options);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function recognize(path: string, handle: FileHandle, options: DrawingsOptions): Promise<DrawingFile> {
  const stat = await handle.stat();
  if (!stat.isFile()) {
    const kind = stat.isDirectory() ? 'is a directory' : 'is no regular file';
    throw foreignFile(path, `${kind}, not a file of drawings`, 'Name a file.');
  }
  if (stat.size === 0) throw damagedFile(path, 'is empty');
  const head = await readHead(handle, Math.min(HEAD_BYTES, stat.size));
  if (isNpy(head)) return openNpy(path, handle, stat.size, options);
  if (isZip(head)) return openNpz(path, handle, stat.size, options);
  const plain = () => fileChunks(handle, 0, stat.size);
  if (!isGzip(head)) {
    return openStrokes(path, handle, recordsOf(head, path), () => new ForwardBytes(plain(), path));
  }
  const unpacked = () =>
    new ForwardBytes(unpackedChunks(plain(), createGunzip({ chunkSize: CHUNK_BYTES })), path);
  const inner = unpackHead(head, path);
  if (isNpy(inner)) return openPackedNpy(path, handle, stat.size, unpacked, options);
  return openStrokes(path, handle, recordsOf(inner, path), unpacked);
}

/** @param head the first bytes, unpacked. */
function recordsOf(head: Uint8Array, path: string): StrokeRecords {
  const first = head.find(byte => byte > 0x20);
  if (/\.bin(\.gz)?$/i.test(path)) return binaryRecords;
  if (first === 0x7b) return ndjsonRecords; // {
  const page = first === 0x3c; // <
  throw foreignFile(
    path,
    page ? 'is a web page or an error message of a server' : 'is not a file of drawings',
  );
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function unpackHead(head: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw damagedFile(path, `cannot be unpacked (${(cause as Error).message})`);
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw pathFailure(DataError, 'read', path, cause);
  }
}
