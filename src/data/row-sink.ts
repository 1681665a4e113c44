// Where the drawings of one category go while its files are read.

import { contiguousRows, type Drawings } from './drawings.ts';
import { DRAWING_BYTES } from './reader.ts';
import type { RowBlock } from './row-block.ts';
import { smallestKeys } from './split.ts';

/** Drawings read at a time straight into place: 12.8 MB, whole files of most collections. */
const LARGE_BLOCK_ROWS = 16_384;
/** Drawings read at a time where room is needed beside. */
const BLOCK_ROWS = 4096;

export interface RowSink {
  /** Free room for at most `limit` rows, to be read into. */
  room(limit: number): RowBlock;
  /** The first `count` rows of the room given last belong to the category. */
  accept(count: number): void;
  /** Rows with a larger key will not be kept. */
  readonly largestKey: bigint | undefined;
  /** Puts everything into place. @returns the number of rows that are there now. */
  finish(): number;
}

/** Keeps every row: files are read straight into the drawings, from row `start` on. */
export function wholeSink(drawings: Drawings, keys: BigUint64Array, start: number): RowSink {
  let end = start;
  return {
    largestKey: undefined,
    room(limit) {
      const bytes = contiguousRows(drawings, end, Math.min(limit, LARGE_BLOCK_ROWS));
      return { bytes, hashes: drawings.hashes.subarray(end), keys: keys.subarray(end) };
    },
    accept(count) {
      end += count;
    },
    finish: () => end - start,
  };
}

/**
 * Keeps the `wanted` rows with the smallest keys, in the order in which they came, in the drawings from row
 * `start` on. Candidates beyond `wanted` wait in a small buffer; when it is full, those with the largest keys go.
 * @param spares such buffers of earlier sinks, to be used again.
 */
export function smallestSink(
  drawings: Drawings,
  keys: BigUint64Array,
  start: number,
  wanted: number,
  spares: Uint8Array[],
): RowSink {
  const spare = spares.pop() ?? new Uint8Array(2 * BLOCK_ROWS * DRAWING_BYTES);
  const capacity = wanted + 2 * BLOCK_ROWS;
  const heldHashes = new BigUint64Array(capacity);
  const heldKeys = new BigUint64Array(capacity);
  let count = 0;
  let largestKey: bigint | undefined;

  /** Bytes of some held rows that lie in one piece. */
  function bytesOf(row: number, limit: number): Uint8Array {
    if (row < wanted) return contiguousRows(drawings, start + row, Math.min(limit, wanted - row));
    const offset = (row - wanted) * DRAWING_BYTES;
    return spare.subarray(offset, offset + limit * DRAWING_BYTES);
  }

  function prune(): void {
    if (count <= wanted) return;
    const chosen = smallestKeys(heldKeys.subarray(0, count), wanted);
    largestKey = 0n;
    for (const [place, row] of chosen.entries()) {
      const key = heldKeys[row]!;
      if (key > largestKey) largestKey = key;
      if (place === row) continue;
      bytesOf(place, 1).set(bytesOf(row, 1));
      heldHashes[place] = heldHashes[row]!;
      heldKeys[place] = key;
    }
    count = wanted;
  }

  return {
    get largestKey() {
      return largestKey;
    },
    room(limit) {
      const rows = Math.min(limit, BLOCK_ROWS);
      if (count + rows > capacity) prune();
      return {
        bytes: bytesOf(count, rows),
        hashes: heldHashes.subarray(count),
        keys: heldKeys.subarray(count),
      };
    },
    accept(accepted) {
      count += accepted;
    },
    finish() {
      prune();
      drawings.hashes.set(heldHashes.subarray(0, count), start);
      keys.set(heldKeys.subarray(0, count), start);
      spares.push(spare);
      return count;
    },
  };
}
