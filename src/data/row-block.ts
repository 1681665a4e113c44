import { DRAWING_BYTES } from './reader.ts';

/** Some drawings with their two hashes, views into larger arrays. */
export interface RowBlock {
  /** 784 bytes a row. */
  readonly bytes: Uint8Array;
  /** Content hash of each row. */
  readonly hashes: BigUint64Array;
  /** Split key of each row. */
  readonly keys: BigUint64Array;
}

/** Moves the rows that are to be kept to the front, in their order. @returns how many they are. */
export function compactRows(block: RowBlock, count: number, keeps: (row: number) => boolean): number {
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (!keeps(row)) continue;
    if (kept !== row) {
      block.bytes.copyWithin(kept * DRAWING_BYTES, row * DRAWING_BYTES, (row + 1) * DRAWING_BYTES);
      block.hashes[kept] = block.hashes[row]!;
      block.keys[kept] = block.keys[row]!;
    }
    kept++;
  }
  return kept;
}
