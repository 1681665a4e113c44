import { UsageError } from '../../errors.ts';
import { shuffleShape } from '../order.ts';
import { DRAWING_BYTES } from '../reader.ts';
import { SEGMENT_ROW_BYTES } from './segment-pool.ts';

/** Label, content hash, split key and place in a side, beside the bytes. */
const DETAIL_BYTES = 22;
/** While drawings on disk are chosen: row, split key, place in a side. */
const CHOOSING_BYTES = 16;
/** Afterwards: place in a side. */
const CHOSEN_BYTES = 4;
/** Buffers of reads under way (6.4 MB) and of a sequential pass (12.9 MB). */
const FIXED_BYTES = 20e6;
/** Drawings read ahead at least: 12.9 MB. With fewer, reads get too scattered. */
const LEAST_SEGMENT_ROWS = 16_384;

/** Bytes that `count` drawings take in memory. */
export function bytesInMemory(count: number): number {
  return count * (DRAWING_BYTES + DETAIL_BYTES);
}

/** Bytes that are needed to pass over `count` drawings from disk. */
function leastBytesFromDisk(count: number): number {
  const segments = 2 * Math.min(count, LEAST_SEGMENT_ROWS) * SEGMENT_ROW_BYTES;
  return Math.max(count * CHOOSING_BYTES, count * CHOSEN_BYTES + segments) + FIXED_BYTES;
}

/**
 * Where `count` drawings are to be kept.
 * @param memoryBytes what they may take; all that the machine has if undefined.
 * @throws UsageError if that is too little; says how much would do.
 */
export function placeOf(
  count: number,
  memoryBytes: number | undefined,
  machineBytes: number,
): 'memory' | 'disk' {
  const inMemory = bytesInMemory(count);
  if (inMemory <= (memoryBytes ?? machineBytes)) return 'memory';
  if (memoryBytes === undefined) {
    throw new UsageError(
      `${count} drawings take ${megabytes(inMemory)} of memory; this machine has ${megabytes(machineBytes)}.`,
      { hint: 'Take fewer, or say how much memory may be used (--memory 4GB): the rest stays on the disk.' },
    );
  }
  const least = Math.min(inMemory, leastBytesFromDisk(count));
  if (memoryBytes >= least) return 'disk';
  throw new UsageError(
    `${count} drawings need ${megabytes(least)} of memory; ${given(memoryBytes)} were given.`,
    { hint: `Give ${megabytes(least)} or more, or take fewer drawings.` },
  );
}

/** Of what is too little, not a byte is made up. */
function given(bytes: number): string {
  return bytes < 1e6 ? `${bytes} bytes` : `${Math.floor(bytes / 1e6)} MB`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

/**
 * Drawings a shuffled pass reads ahead: as many as fit twice in the memory that the index leaves, a whole window
 * of the shuffle at most, otherwise an equal part of one.
 * @param count drawings on all sides.
 * @param trainCount drawings the pass goes through.
 */
export function segmentRows(count: number, trainCount: number, memoryBytes: number): number {
  const { exactRows, windowRows } = shuffleShape;
  const windowSize = trainCount <= exactRows ? Math.max(1, trainCount) : windowRows;
  const free = memoryBytes - count * CHOSEN_BYTES - FIXED_BYTES;
  const fitting = Math.max(LEAST_SEGMENT_ROWS, Math.floor(free / (2 * SEGMENT_ROW_BYTES)));
  return Math.ceil(windowSize / Math.ceil(windowSize / Math.min(fitting, windowRows)));
}
