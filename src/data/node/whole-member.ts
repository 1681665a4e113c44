import { MessageChannel } from 'node:worker_threads';
import { crc32, inflateRaw } from 'node:zlib';
import { damagedFile } from '../file-fault.ts';
import type { ZipMember } from './zip-file.ts';

/** Members up to this size are unpacked in one go: 16,000 drawings. */
const LARGEST_WHOLE = 13_000_000;

/** Whether a member is so small that it may be unpacked as a whole. */
export function isSmall({ entry }: ZipMember): boolean {
  return entry.deflated && entry.size <= LARGEST_WHOLE && entry.compressedSize <= entry.size;
}

/**
 * Bytes zlib is given to unpack to, of which it touches what it needs. The C library maps pieces of more than
 * 32 MB apart from all others and gives them back to the system; smaller ones leave holes in its heap.
 */
const ROOM = 33 * 2 ** 20;

let turn: Promise<void> = Promise.resolve();

/**
 * Writes an unpacked member's bytes from `from` on to `target`, checked against its size and checksum. One member at a
 * time, whoever asks: they would only be in each other's way.
 *
 * Three times as fast as through streams, which for hundreds of small files also leave tens of megabytes of
 * chunks to the garbage collector.
 */
export function readWhole(member: ZipMember, from: number, target: Uint8Array): Promise<void> {
  const reading = turn.then(() => readNow(member, from, target));
  turn = reading.catch(() => {});
  return reading;
}

async function readNow(member: ZipMember, from: number, target: Uint8Array): Promise<void> {
  const packed = new Uint8Array(member.entry.compressedSize);
  await member.readPacked(packed);
  const bytes = await inflate(packed, member);
  check(bytes, member);
  target.set(bytes.subarray(from, from + target.length));
  discard(packed.buffer);
  discard(bytes.buffer as ArrayBuffer);
}

function inflate(packed: Uint8Array, { entry, where }: ZipMember): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    inflateRaw(packed, { chunkSize: ROOM, maxOutputLength: entry.size }, (error, bytes) => {
      if (error) reject(damagedFile(where, `cannot be unpacked (${error.message})`));
      else resolve(bytes);
    });
  });
}

function check(bytes: Uint8Array, { entry, where }: ZipMember): void {
  if (bytes.length < entry.size) {
    throw damagedFile(where, `unpacks to ${bytes.length} bytes where it claims ${entry.size}`);
  }
  if (crc32(bytes) !== entry.crc32) {
    throw damagedFile(where, 'is damaged: its checksum does not fit its bytes');
  }
}

const nowhere = new MessageChannel().port1;
nowhere.close();

/** Gives memory back at once: what is sent to a closed port is freed, not left to the garbage collector. */
function discard(memory: ArrayBuffer): void {
  nowhere.postMessage(null, [memory]);
}
