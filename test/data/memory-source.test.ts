import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { contentHasher } from '../../src/data/content-hash.ts';
import {
  allocateDrawings,
  CHUNK_ROWS,
  contiguousRows,
  type Drawings,
  drawingAt,
  firstDrawings,
  moveDrawings,
  splitKeys,
} from '../../src/data/drawings.ts';
import { memorySource } from '../../src/data/memory-source.ts';
import { DRAWING_BYTES } from '../../src/data/reader.ts';

/** Drawings whose every pixel is their row number modulo 251, and whose label is row modulo 3. */
function numbered(count: number): Drawings {
  const drawings = allocateDrawings(count, ['apple', 'banana', 'cat']);
  for (let row = 0; row < count; row++) {
    drawingAt(drawings, row).fill(row % 251);
    drawings.labels[row] = row % 3;
    drawings.hashes[row] = BigInt(1000 + row);
  }
  return drawings;
}

const rowsBelow = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);

describe('drawings in memory', () => {
  it('lie in chunks, the last as long as needed', () => {
    const drawings = allocateDrawings(CHUNK_ROWS + 2, ['cat']);
    expect(drawings.chunks.map(chunk => chunk.length)).toEqual([
      CHUNK_ROWS * DRAWING_BYTES,
      2 * DRAWING_BYTES,
    ]);
    drawingAt(drawings, CHUNK_ROWS - 1).fill(1);
    drawingAt(drawings, CHUNK_ROWS).fill(2);
    expect(drawings.chunks[0]!.at(-1)).toBe(1);
    expect(drawings.chunks[1]![0]).toBe(2);
    expect(contiguousRows(drawings, CHUNK_ROWS - 3, 10).length).toBe(3 * DRAWING_BYTES);
    expect(contiguousRows(drawings, CHUNK_ROWS, 1).length).toBe(DRAWING_BYTES);
    moveDrawings(drawings, CHUNK_ROWS - 1, CHUNK_ROWS - 2, 2);
    expect(drawingAt(drawings, CHUNK_ROWS - 1)[5]).toBe(2);
    expect(firstDrawings(drawings, CHUNK_ROWS).chunks.length).toBe(1);
  });

  it('are shared with other threads, not copied', async () => {
    const drawings = numbered(10);
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
       parentPort.once('message', drawings => {
         drawings.chunks[0][0] = 99;
         parentPort.postMessage([drawings.count, drawings.labels[4], drawings.categories[2]]);
       });`,
      { eval: true },
    );
    const answer = new Promise(resolve => worker.once('message', resolve));
    worker.postMessage(drawings);
    expect(await answer).toEqual([10, 1, 'cat']);
    expect(drawings.chunks[0]![0]).toBe(99);
    await worker.terminate();
  });

  it('have keys by content: equal drawings have equal keys, another seed gives others', async () => {
    const drawings = numbered(300);
    const hasher = await contentHasher();
    const keys = splitKeys(drawings, 5, hasher);
    expect(keys[0]).toBe(keys[251]);
    expect(new Set(keys).size).toBe(251);
    expect(splitKeys(drawings, 6, hasher)[0]).not.toBe(keys[0]);
  });
});

describe('memorySource', () => {
  it('fills batches with drawings and labels, the last one short', () => {
    const drawings = numbered(100);
    const source = memorySource(
      drawings,
      rowsBelow(100).filter(row => row % 2 === 0),
    );
    const pass = source.shuffled(1, 0);
    const target = new Uint8Array(16 * DRAWING_BYTES);
    const labels = new Int32Array(16);
    const seen: number[] = [];
    for (const expected of [16, 16, 16, 2, 0, 0]) {
      expect(pass.next(target, labels)).toBe(expected);
      for (let index = 0; index < expected; index++) {
        const row = target[index * DRAWING_BYTES]!;
        expect(target[(index + 1) * DRAWING_BYTES - 1]).toBe(row);
        expect(labels[index]).toBe(row % 3);
        seen.push(row);
      }
    }
    expect(seen).not.toEqual([...seen].sort((a, b) => a - b));
    expect(seen.sort((a, b) => a - b)).toEqual([...rowsBelow(50)].map(row => 2 * row));
  });

  it('goes on from any step as if never interrupted', () => {
    const source = memorySource(numbered(90), rowsBelow(90), { exactRows: 20, windowRows: 16, runRows: 4 });
    const collect = (start: number) => {
      const pass = source.shuffled(3, 7, start);
      const target = new Uint8Array(8 * DRAWING_BYTES);
      const labels = new Int32Array(8);
      const rows: number[] = [];
      for (
        let count = pass.next(target, labels) as number;
        count > 0;
        count = pass.next(target, labels) as number
      ) {
        for (let index = 0; index < count; index++) rows.push(target[index * DRAWING_BYTES]!);
      }
      return rows;
    };
    const whole = collect(0);
    for (const step of [1, 2, 5, 11, 12]) expect(collect(8 * step)).toEqual(whole.slice(8 * step));
  });

  it('passes in order, with names in the same order', async () => {
    const source = memorySource(numbered(10), Uint32Array.of(1, 4, 9));
    const target = new Uint8Array(5 * DRAWING_BYTES);
    const labels = new Int32Array(5);
    expect(source.inOrder().next(target, labels)).toBe(3);
    expect([0, 1, 2].map(index => target[index * DRAWING_BYTES])).toEqual([1, 4, 9]);
    expect([...labels.subarray(0, 3)]).toEqual([1, 1, 0]);
    expect([...(await source.contentHashes())]).toEqual([1001n, 1004n, 1009n]);
    expect(memorySource(numbered(1), new Uint32Array(0)).shuffled(1, 1).next(target, labels)).toBe(0);
  });
});
