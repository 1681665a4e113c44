import type { BatchPass, BatchSource } from './batches.ts';
import { type Drawings, drawingAt } from './drawings.ts';
import { type RowSequence, rowsInOrder, type ShuffleShape, shuffledRows } from './order.ts';
import { DRAWING_BYTES } from './reader.ts';

/**
 * Drawings in memory as a source of batches, all of them at hand: `next` always gives a plain number.
 * @param rows the drawings of this side, ascending.
 */
export function memorySource(drawings: Drawings, rows: Uint32Array, shape?: ShuffleShape): BatchSource {
  return {
    count: rows.length,
    shuffled: (seed, epoch, start = 0) => memoryPass(drawings, shuffledRows(rows, seed, epoch, start, shape)),
    inOrder: (start = 0) => memoryPass(drawings, rowsInOrder(rows, start)),
    contentHashes: async () => BigUint64Array.from(rows, row => drawings.hashes[row]!),
  };
}

function memoryPass(drawings: Drawings, sequence: RowSequence): BatchPass {
  return {
    next(target, labels) {
      let written = 0;
      while (written < labels.length) {
        const rows = sequence(labels.length - written);
        if (rows.length === 0) break;
        for (const row of rows) {
          // A view and `set` beat a loop over words: V8 turns them into one memmove.
          target.set(drawingAt(drawings, row), written * DRAWING_BYTES);
          labels[written++] = drawings.labels[row]!;
        }
      }
      return written;
    },
    close: async () => {},
  };
}
