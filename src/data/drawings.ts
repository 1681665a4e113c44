// Drawings in memory. Everything here is plain data over shared memory, so `postMessage` and `structuredClone`
// hand it to other threads without copying a drawing.

import type { ContentHasher } from './content-hash.ts';
import { DRAWING_BYTES } from './reader.ts';

/** Drawings a chunk holds: 2^20, 822 MB, below what any engine allows one buffer. */
export const CHUNK_ROWS = 1 << 20;

export interface Drawings {
  readonly count: number;
  /** Rows of 784 bytes; chunk i holds rows [i·2^20, (i+1)·2^20). */
  readonly chunks: readonly Uint8Array[];
  /** Index into `categories` of each drawing. */
  readonly labels: Uint16Array;
  /** Content hash of each drawing (XXH64, seed 0), its name in files. */
  readonly hashes: BigUint64Array;
  /** Name of each category; drawings of a category lie together, in this order. */
  readonly categories: readonly string[];
}

/** Memory that threads can share, or plain memory where there is none (a page without cross-origin isolation). */
function allocate(bytes: number): ArrayBufferLike {
  return typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
}

/** Room for `count` drawings, all zero. The system gives pages as they are written. */
export function allocateDrawings(count: number, categories: readonly string[]): Drawings {
  const chunks: Uint8Array[] = [];
  for (let row = 0; row < count; row += CHUNK_ROWS) {
    chunks.push(new Uint8Array(allocate(Math.min(CHUNK_ROWS, count - row) * DRAWING_BYTES)));
  }
  return {
    count,
    chunks,
    labels: new Uint16Array(allocate(2 * count)),
    hashes: new BigUint64Array(allocate(8 * count)),
    categories,
  };
}

/** A view of the 784 bytes of drawing `row`. */
export function drawingAt(drawings: Drawings, row: number): Uint8Array {
  const start = (row % CHUNK_ROWS) * DRAWING_BYTES;
  return drawings.chunks[Math.floor(row / CHUNK_ROWS)]!.subarray(start, start + DRAWING_BYTES);
}

/** A view of as many rows from `from` on as lie in one piece, `limit` at most. */
export function contiguousRows(drawings: Drawings, from: number, limit: number): Uint8Array {
  const chunk = drawings.chunks[Math.floor(from / CHUNK_ROWS)]!;
  const start = (from % CHUNK_ROWS) * DRAWING_BYTES;
  return chunk.subarray(start, Math.min(chunk.length, start + limit * DRAWING_BYTES));
}

/** The same drawings without the rows from `count` on. Nothing is copied. */
export function firstDrawings(drawings: Drawings, count: number): Drawings {
  return {
    ...drawings,
    count,
    chunks: drawings.chunks.slice(0, Math.ceil(count / CHUNK_ROWS)),
    labels: drawings.labels.subarray(0, count),
    hashes: drawings.hashes.subarray(0, count),
  };
}

/** Moves rows [from, from + count) down to `to`, with their hashes and labels. */
export function moveDrawings(drawings: Drawings, from: number, to: number, count: number): void {
  for (let row = 0; row < count; row++) drawingAt(drawings, to + row).set(drawingAt(drawings, from + row));
  drawings.hashes.copyWithin(to, from, from + count);
  drawings.labels.copyWithin(to, from, from + count);
}

/** Keys for a split under `splitSeed`: XXH64 of every drawing with that seed. See `splitRows`. */
export function splitKeys(drawings: Drawings, splitSeed: number, hasher: ContentHasher): BigUint64Array {
  const keys = new BigUint64Array(drawings.count);
  for (const [index, chunk] of drawings.chunks.entries()) {
    const first = index * CHUNK_ROWS;
    hasher.hashRows(chunk, Math.min(CHUNK_ROWS, drawings.count - first), splitSeed, keys, first);
  }
  return keys;
}
