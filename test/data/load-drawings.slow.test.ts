import { describe, expect, it } from 'vitest';
import { CHUNK_ROWS, drawingAt } from '../../src/data/drawings.ts';
import { loadDrawings } from '../../src/data/load-drawings.ts';
import { memorySource } from '../../src/data/memory-source.ts';
import { DRAWING_BYTES, type DrawingFile } from '../../src/data/reader.ts';
import { fileOf, rowNumber } from './drawing-fixtures.ts';

/** A file of `count` drawings numbered from `first` on that takes no memory. */
function numberedFile(first: number, count: number): DrawingFile {
  return {
    ...fileOf(new Uint8Array(0)),
    count,
    async read(from, to, target) {
      const view = new DataView(target.buffer, target.byteOffset);
      for (let row = 0; row < to - from; row++) {
        target.fill(0, row * DRAWING_BYTES, (row + 1) * DRAWING_BYTES);
        view.setUint32(row * DRAWING_BYTES + 30, first + from + row);
      }
    },
  };
}

describe('more drawings than a chunk holds', () => {
  const categories = [
    { name: 'cat', files: [numberedFile(0, CHUNK_ROWS - 100)] },
    { name: 'dog', files: [numberedFile(5_000_000, 30_000)] },
  ];
  const numberAt = (row: number) => (row < CHUNK_ROWS - 100 ? row : 5_000_000 + row - (CHUNK_ROWS - 100));

  it('are read across the border, and passed over in a windowed order', async () => {
    const { drawings } = await loadDrawings(categories, { splitSeed: 1 });
    expect(drawings.chunks.length).toBe(2);
    for (const row of [
      0,
      CHUNK_ROWS - 101,
      CHUNK_ROWS - 100,
      CHUNK_ROWS - 1,
      CHUNK_ROWS,
      drawings.count - 1,
    ]) {
      expect(rowNumber(drawingAt(drawings, row), 0)).toBe(numberAt(row));
    }
    const rows = Uint32Array.from({ length: drawings.count }, (_, row) => row);
    const pass = memorySource(drawings, rows).shuffled(1, 0);
    const target = new Uint8Array(512 * DRAWING_BYTES);
    const labels = new Int32Array(512);
    const seen = new Set<number>();
    let mislabelled = 0;
    for (
      let count = pass.next(target, labels) as number;
      count > 0;
      count = pass.next(target, labels) as number
    ) {
      for (let index = 0; index < count; index++) {
        const number = rowNumber(target, index);
        if ((labels[index] === 1) !== number >= 5_000_000) mislabelled++;
        seen.add(number);
      }
    }
    expect(seen.size).toBe(drawings.count);
    expect(mislabelled).toBe(0);
  });

  it('are taken by their hash across the border', async () => {
    const whole = await loadDrawings(categories.slice(1), { splitSeed: 1, perCategory: 29_000 });
    const shifted = await loadDrawings(
      [{ name: 'cat', files: [numberedFile(0, CHUNK_ROWS - 1000)] }, ...categories.slice(1)],
      { splitSeed: 1, exclude: new Set(whole.drawings.hashes) },
    );
    expect(shifted.catalogue.categories.map(({ count, excluded }) => [count, excluded])).toEqual([
      [CHUNK_ROWS - 1000, 0],
      [1000, 29_000],
    ]);
    expect(shifted.drawings.chunks.length).toBe(1);
    const left = new Set(shifted.drawings.hashes.subarray(CHUNK_ROWS - 1000));
    expect([...whole.drawings.hashes].some(hash => left.has(hash))).toBe(false);
  });
});
