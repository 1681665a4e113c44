import type { BatchSource } from '../batches.ts';
import { type RowSequence, rowsInOrder, type ShuffleShape, shuffledRows } from '../order.ts';
import { DiskPass } from './disk-pass.ts';
import type { ScatteredRows } from './scattered-rows.ts';
import type { SegmentPool } from './segment-pool.ts';

/** Drawings a sequential pass reads ahead: 6.4 MB. */
export const SEQUENTIAL_ROWS = 8192;

export interface DiskSourceOptions {
  readonly store: ScatteredRows;
  /** The drawings of this side, ascending. */
  readonly rows: Uint32Array;
  readonly contentHashes: () => Promise<BigUint64Array>;
  readonly pool: SegmentPool;
  /** Drawings of a shuffled pass read ahead while as many are given out. */
  readonly segmentRows: number;
  readonly shape?: ShuffleShape | undefined;
}

/** Drawings on disk as a source of batches: the same batches as from memory. */
export function diskSource({
  store,
  rows,
  contentHashes,
  pool,
  segmentRows,
  shape,
}: DiskSourceOptions): BatchSource {
  const pass = (sequence: RowSequence, size: number) => new DiskPass(store, sequence, pool, size);
  return {
    count: rows.length,
    shuffled: (seed, epoch, start = 0) => pass(shuffledRows(rows, seed, epoch, start, shape), segmentRows),
    inOrder: (start = 0) => pass(rowsInOrder(rows, start), Math.min(SEQUENTIAL_ROWS, segmentRows)),
    contentHashes,
  };
}
