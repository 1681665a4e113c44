import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchPass } from '../../src/data/batches.ts';
import type { CategoryFiles } from '../../src/data/catalogue.ts';
import { loadDrawings } from '../../src/data/load-drawings.ts';
import { memorySource } from '../../src/data/memory-source.ts';
import { diskSource } from '../../src/data/node/disk-source.ts';
import { ScatteredRows } from '../../src/data/node/scattered-rows.ts';
import { SegmentPool } from '../../src/data/node/segment-pool.ts';
import { identity } from '../../src/data/order.ts';
import { DRAWING_BYTES, type DrawingFile } from '../../src/data/reader.ts';
import { DataError } from '../../src/errors.ts';
import { fileOf, madeUpRows, rowNumber } from './drawing-fixtures.ts';

const shape = { exactRows: 100, windowRows: 64, runRows: 4 };

async function collect(pass: BatchPass, batchSize: number): Promise<(readonly [number, number])[]> {
  const target = new Uint8Array(batchSize * DRAWING_BYTES);
  const labels = new Int32Array(batchSize);
  const all: (readonly [number, number])[] = [];
  for (;;) {
    const count = await pass.next(target, labels);
    for (let index = 0; index < count; index++) all.push([rowNumber(target, index), labels[index]!]);
    if (count < batchSize) {
      expect(await pass.next(target, labels)).toBe(0);
      await pass.close();
      return all;
    }
  }
}

function storeOf(files: readonly DrawingFile[]): ScatteredRows {
  return new ScatteredRows(files, [...files.keys()]);
}

/** Every third drawing of three files, in memory and on disk. */
async function bothSources(segmentRows: number) {
  const files = [200, 1, 250].map((count, index) => fileOf(madeUpRows(1000 * index, count)));
  const categories: CategoryFiles[] = files.map((file, index) => ({ name: `c${index}`, files: [file] }));
  const { drawings } = await loadDrawings(categories, { splitSeed: 1 });
  const rows = identity(drawings.count).filter(row => row % 3 !== 1);
  const contentHashes = async () => new BigUint64Array(0);
  const disk = diskSource({
    store: storeOf(files),
    rows,
    contentHashes,
    pool: new SegmentPool(),
    segmentRows,
    shape,
  });
  return { memory: memorySource(drawings, rows, shape), disk };
}

describe('diskSource', () => {
  it('gives the same batches as memory, in any pass, from any start, with any read-ahead', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(320),
        fc.nat(3),
        async (segmentRows, batchSize, start, epoch) => {
          const { memory, disk } = await bothSources(segmentRows);
          expect(disk.count).toBe(memory.count);
          expect(await collect(disk.shuffled(5, epoch, start), batchSize)).toEqual(
            await collect(memory.shuffled(5, epoch, start), batchSize),
          );
          expect(await collect(disk.inOrder(start), batchSize)).toEqual(
            await collect(memory.inOrder(start), batchSize),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('serves passes one after the other and side by side from the same memory', async () => {
    const { memory, disk } = await bothSources(40);
    const expected = await collect(memory.shuffled(1, 1), 16);
    const abandoned = disk.shuffled(1, 0);
    await abandoned.next(new Uint8Array(8 * DRAWING_BYTES), new Int32Array(8));
    await abandoned.close();
    expect(await collect(disk.shuffled(1, 1), 16)).toEqual(expected);
    const [shuffled, ordered] = await Promise.all([
      collect(disk.shuffled(1, 1), 16),
      collect(disk.inOrder(), 16),
    ]);
    expect(shuffled).toEqual(expected);
    expect(ordered).toEqual(await collect(memory.inOrder(), 16));
  });

  it('reads near drawings together and several pieces at a time', async () => {
    const reads: [number, number][] = [];
    let underWay = 0;
    let most = 0;
    const plain = fileOf(madeUpRows(0, 5000));
    const file: DrawingFile = {
      ...plain,
      async read(from, to, target) {
        reads.push([from, to]);
        most = Math.max(most, ++underWay);
        await plain.read(from, to, target);
        underWay--;
      },
    };
    const rows = Uint32Array.from([4000, 3, 9, 4999, ...Array.from({ length: 300 }, (_, row) => 1000 + row)]);
    const target = new Uint8Array(rows.length * DRAWING_BYTES);
    await storeOf([file]).read(rows, target, new Uint16Array(rows.length));
    expect([...rows].map((_, index) => rowNumber(target, index))).toEqual([...rows]);
    expect(reads).toEqual([
      [3, 10],
      [1000, 1256],
      [1256, 1300],
      [4000, 4001],
      [4999, 5000],
    ]);
    expect(most).toBeGreaterThan(1);
  });

  it('tells a failing read to whoever asks for the batch, and can be closed then', async () => {
    const good = fileOf(madeUpRows(0, 100));
    const bad: DrawingFile = {
      ...fileOf(madeUpRows(0, 100)),
      read: async () => {
        throw new DataError('dog.npy ends at byte 5.');
      },
    };
    const source = diskSource({
      store: storeOf([good, bad]),
      rows: identity(200),
      contentHashes: async () => new BigUint64Array(0),
      pool: new SegmentPool(),
      segmentRows: 50,
      shape,
    });
    const pass = source.inOrder();
    const target = new Uint8Array(50 * DRAWING_BYTES);
    const labels = new Int32Array(50);
    expect(await pass.next(target, labels)).toBe(50);
    expect(await pass.next(target, labels)).toBe(50);
    await expect(pass.next(target, labels)).rejects.toThrow('dog.npy ends at byte 5.');
    await expect(pass.next(target, labels)).rejects.toThrow('dog.npy ends at byte 5.');
    await pass.close();
  });
});
