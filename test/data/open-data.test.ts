import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchSource } from '../../src/data/batches.ts';
import { openSplit, openWhole } from '../../src/data/node/open-data.ts';
import { starterFolder } from '../../src/data/node/starter-folder.ts';
import { DRAWING_BYTES } from '../../src/data/reader.ts';
import { SIDES } from '../../src/data/split.ts';
import { UsageError } from '../../src/errors.ts';
import { joinRows, madeUpRows, rowNumber, writeNpy } from './drawing-fixtures.ts';

let folder: string;
let cacheDirectory: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-data-'));
  cacheDirectory = mkdtempSync(join(tmpdir(), 'qdl-cache-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(cacheDirectory, { recursive: true });
});

const fill = (name: string, first: number, count: number) =>
  writeNpy(join(folder, name), madeUpRows(first, count));

/** Numbers and labels of the drawings of a pass. */
async function passOver(source: BatchSource, pass = source.inOrder()) {
  const target = new Uint8Array(64 * DRAWING_BYTES);
  const labels = new Int32Array(64);
  const seen: [number, number][] = [];
  for (let count = await pass.next(target, labels); count > 0; count = await pass.next(target, labels)) {
    for (let index = 0; index < count; index++) seen.push([rowNumber(target, index), labels[index]!]);
  }
  await pass.close();
  return seen;
}

// 70,000 drawings need 57 MB in memory and 47 MB from the disk.
const fromDisk = { memoryBytes: 50e6 };

describe('openSplit', () => {
  it('gives the same sides, batches and fingerprint from memory and from disk', async () => {
    fill('cat.npy', 0, 55_000);
    fill('dog.npy', 100_000, 15_000);
    const memory = await openSplit(folder, { splitSeed: 2 });
    const disk = await openSplit(folder, { splitSeed: 2, cacheDirectory, ...fromDisk });
    expect(memory.inMemory).toBeDefined();
    expect(disk.inMemory).toBeUndefined();
    expect(disk.catalogue).toEqual(memory.catalogue);
    expect(disk.categories).toEqual(['cat', 'dog']);
    for (const side of SIDES) {
      expect(disk.parts[side].count).toBe(memory.parts[side].count);
      expect(await passOver(disk.parts[side])).toEqual(await passOver(memory.parts[side]));
    }
    const [a, b] = [disk, memory].map(({ parts }) => parts.train);
    expect(await passOver(a!, a!.shuffled(1, 3, 40_000))).toEqual(
      await passOver(b!, b!.shuffled(1, 3, 40_000)),
    );
    await disk.close();
    await memory.close();
    expect(readdirSync(folder)).toEqual(['cat.npy', 'dog.npy']);
  });

  it('keeps each drawing on its side when categories are added, and equal ones together', async () => {
    fill('cat.npy', 0, 400);
    const sidesOf = async (categories?: string[]) => {
      const { parts, close } = await openSplit(folder, { splitSeed: 2, categories });
      const sides = new Map<number, string>();
      for (const side of SIDES) {
        for (const [number] of await passOver(parts[side])) {
          expect(sides.get(number) ?? side).toBe(side);
          sides.set(number, side);
        }
      }
      await close();
      return sides;
    };
    const alone = await sidesOf();
    writeNpy(join(folder, 'dog.npy'), joinRows(madeUpRows(200, 100), madeUpRows(5000, 300)));
    const together = await sidesOf(['dog', 'cat']);
    expect(together.size).toBe(700);
    for (const [number, side] of alone) expect(together.get(number)).toBe(side);
  });

  it('hands over drawings and rows to share with other threads', async () => {
    fill('cat.npy', 0, 50);
    const { inMemory, parts } = await openSplit(folder, { splitSeed: 1 });
    expect(inMemory!.drawings.count).toBe(50);
    expect(inMemory!.drawings.chunks[0]!.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(inMemory!.rows.train.length).toBe(parts.train.count);
  });

  it('notes what is missing: a category with one drawing, an empty side', async () => {
    fill('cat.npy', 0, 200);
    fill('dog.npy', 1000, 1);
    const { notes } = await openSplit(folder, { splitSeed: 1 });
    expect(notes.length).toBe(2);
    for (const note of notes) expect(note).toMatch(/^No (train|validation|test) drawing of dog\.$/);
    const few = await openSplit(folder, { splitSeed: 1, categories: ['cat'], counts: { test: 0 } });
    expect(few.notes).toEqual(['The test side is empty.']);
  });

  it('closes the files when something is wrong', async () => {
    fill('cat.npy', 0, 20);
    await expect(openSplit(folder, { splitSeed: 1, perCategory: 21 })).rejects.toThrow(UsageError);
    await expect(openSplit(folder, { splitSeed: 1, counts: { test: 15 } })).rejects.toThrow(
      /15 test drawings were asked for; there are \d+\./,
    );
  });

  it('removes what the cache has of files that are gone', async () => {
    fill('cat.npy', 0, 60_000);
    fill('dog.npy', 100_000, 10_000);
    const entries = () =>
      readdirSync(join(cacheDirectory, readdirSync(cacheDirectory)[0]!)).map(name => name.split('.')[0]);
    const open = async () => (await openSplit(folder, { splitSeed: 1, cacheDirectory, ...fromDisk })).close();
    await open();
    expect(new Set(entries())).toEqual(new Set(['cat', 'dog']));
    rmSync(join(folder, 'dog.npy'));
    fill('owl.npy', 200_000, 10_000);
    await open();
    expect(new Set(entries())).toEqual(new Set(['cat', 'owl']));
  });
});

describe('openWhole', () => {
  it('takes every drawing of the categories there are, labelled as asked', async () => {
    fill('cat.npy', 0, 3);
    fill('owl.npy', 10, 2);
    const { parts, catalogue, categories } = await openWhole(folder, {
      splitSeed: 1,
      categories: ['owl', 'dog', 'cat'],
      allowMissing: true,
    });
    expect(categories).toEqual(['owl', 'dog', 'cat']);
    expect(catalogue.categories.map(({ count }) => count)).toEqual([2, 0, 3]);
    expect(await passOver(parts.all)).toEqual([
      [10, 0],
      [11, 0],
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
  });
});

describe('the starter pack', () => {
  it('opens from inside the package and has enough of each category', async () => {
    const { catalogue, parts } = await openSplit(starterFolder, { splitSeed: 1, perCategory: 200 });
    expect(catalogue.categories.length).toBe(16);
    expect(parts.train.count + parts.validation.count + parts.test.count).toBe(3200);
    expect(Math.abs(parts.train.count / 3200 - 0.7)).toBeLessThan(0.04);
  });
});

const qdlData = process.env.QDL_DATA;
describe.skipIf(qdlData === undefined)('the shared drawings (QDL_DATA)', () => {
  it('are 228,902, the same from memory and from unpacked files', async () => {
    const memory = await openSplit(qdlData!, { splitSeed: 1 });
    expect(memory.catalogue.count).toBe(228_902);
    expect(memory.categories.length).toBe(345);
    const disk = await openSplit(qdlData!, { splitSeed: 1, cacheDirectory, memoryBytes: 100e6 });
    expect(disk.catalogue).toEqual(memory.catalogue);
    expect(await disk.parts.test.contentHashes()).toEqual(await memory.parts.test.contentHashes());
    const [a, b] = [disk, memory].map(({ parts }) => parts.train);
    expect(await passOver(a!, a!.shuffled(5, 1))).toEqual(await passOver(b!, b!.shuffled(5, 1)));
    await disk.close();
  });
});
