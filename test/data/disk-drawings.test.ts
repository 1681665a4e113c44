import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchSource } from '../../src/data/batches.ts';
import type { CategoryFiles } from '../../src/data/catalogue.ts';
import { type Divide, divideBySide, undivided } from '../../src/data/division.ts';
import { loadDrawings } from '../../src/data/load-drawings.ts';
import { memorySource } from '../../src/data/memory-source.ts';
import { CacheFolder } from '../../src/data/node/cache-folder.ts';
import { openOnDisk } from '../../src/data/node/disk-drawings.ts';
import { openDrawings } from '../../src/data/node/open-drawings.ts';
import { DRAWING_BYTES, type DrawingFile } from '../../src/data/reader.ts';
import type { Selection } from '../../src/data/selection.ts';
import { SIDES } from '../../src/data/split.ts';
import { DataError } from '../../src/errors.ts';
import { joinRows, madeUpRows, rowNumber, writeNpy } from './drawing-fixtures.ts';

const memoryBytes = 60e6;
const shape = { exactRows: 100, windowRows: 64, runRows: 4 };

let folder: string;
let opened: DrawingFile[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-disk-'));
  opened = [];
});
afterEach(async () => {
  for (const file of opened) await file.close();
  rmSync(folder, { recursive: true });
});

/** Counts reads of a file, and hides that it can be read at random if `packed`. */
function watched(file: DrawingFile, packed: boolean): DrawingFile & { reads: number } {
  const result = {
    ...file,
    rowOffset: packed ? undefined : file.rowOffset,
    reads: 0,
    read(from: number, to: number, target: Uint8Array) {
      result.reads++;
      return file.read(from, to, target);
    },
  };
  return result;
}

async function open(name: string, rows: Uint8Array, packed = false) {
  const path = join(folder, name);
  if (!existsSync(path)) writeNpy(path, rows);
  const file = await openDrawings(path);
  opened.push(file);
  return watched(file, packed);
}

async function someCategories(): Promise<CategoryFiles[]> {
  return [
    { name: 'cat', files: [await open('cat.npy', madeUpRows(0, 300))] },
    {
      name: 'dog',
      files: [
        await open('dog.npy', joinRows(madeUpRows(1000, 90), madeUpRows(1000, 2))),
        await open('full_dog.npz', madeUpRows(1050, 90), true),
      ],
    },
    { name: 'owl', files: [await open('owl.ndjson', madeUpRows(3000, 120), true)] },
  ];
}

async function drawingsOf(source: BatchSource, pass = source.inOrder()) {
  const target = new Uint8Array(32 * DRAWING_BYTES);
  const labels = new Int32Array(32);
  const all: [number, number][] = [];
  for (let count = await pass.next(target, labels); count > 0; count = await pass.next(target, labels)) {
    for (let index = 0; index < count; index++) all.push([rowNumber(target, index), labels[index]!]);
  }
  await pass.close();
  return all;
}

describe('openOnDisk', () => {
  const firstHundred: Divide<'all'> = keys => ({ all: undivided(keys, () => 0).all.subarray(0, 100) });

  it.each<[string, Omit<Selection, 'splitSeed'>, Parameters<typeof divideBySide>[0]]>([
    ['everything', {}, {}],
    ['some of each category', { perCategory: 70 }, {}],
    ['exact counts of the sides', {}, { train: 150, test: 20 }],
    ['all but excluded drawings', { exclude: new Set() }, {}],
    ['some, without excluded ones', { perCategory: 70, exclude: new Set() }, { validation: 10 }],
  ])('takes the same drawings as in memory: %s', async (_, part, counts) => {
    const categories = await someCategories();
    const names = categories.map(({ name }) => name);
    const everything = await loadDrawings(categories, { splitSeed: 3 });
    const exclude =
      part.exclude && new Set([...everything.drawings.hashes].filter((_, row) => row % 5 === 0));
    const selection: Selection = { ...part, splitSeed: 3, exclude };
    const { drawings, keys, catalogue } = await loadDrawings(categories, selection);
    const notes: string[] = [];
    const split = divideBySide(counts, names, notes)(keys, row => drawings.labels[row]!);
    const cache = await CacheFolder.open(folder, undefined);
    const diskNotes: string[] = [];
    const divide = divideBySide(counts, names, diskNotes);
    const disk = await openOnDisk(categories, selection, divide, { memoryBytes, cache, shape });
    expect(disk.catalogue).toEqual(catalogue);
    expect(diskNotes).toEqual(notes);
    for (const side of SIDES) {
      const memory = memorySource(drawings, split[side], shape);
      expect(disk.parts[side].count).toBe(memory.count);
      expect(await drawingsOf(disk.parts[side])).toEqual(await drawingsOf(memory));
      expect(await drawingsOf(memory, disk.parts[side].shuffled(8, 2))).toEqual(
        await drawingsOf(memory, memory.shuffled(8, 2)),
      );
      expect(await disk.parts[side].contentHashes()).toEqual(await memory.contentHashes());
    }
    await disk.close();
  });

  it('reads every file once the first time and none the second, until it changes', async () => {
    const start = async () => {
      const categories = await someCategories();
      const cache = await CacheFolder.open(folder, undefined);
      const stages = new Set<string>();
      const disk = await openOnDisk(categories, { splitSeed: 3 }, undivided, {
        memoryBytes,
        cache,
        onProgress: ({ stage, done, total }) => {
          stages.add(stage);
          expect(done).toBeLessThanOrEqual(total);
        },
      });
      await disk.close();
      expect([...stages]).toEqual(['unpacking', 'indexing']);
      const files = categories.flatMap(({ files }) => files) as (DrawingFile & { reads: number })[];
      return files.map(({ reads }) => reads);
    };
    expect(await start()).toEqual([1, 1, 1, 1]);
    expect(await start()).toEqual([0, 0, 0, 0]);
    utimesSync(join(folder, 'owl.ndjson'), 1000, 1000);
    expect(await start()).toEqual([0, 0, 0, 1]);
    const [damaged] = readdirSync(join(folder, '.quickdraw-lab')).filter(name =>
      /^cat.*hashes-3$/.test(name),
    );
    writeFileSync(join(folder, '.quickdraw-lab', damaged!), 'short');
    expect(await start()).toEqual([1, 0, 0, 0]);
  });

  it('lets two processes fill one cache at the same time', async () => {
    const categories = [await someCategories(), await someCategories()];
    const disks = await Promise.all(
      categories.map(async list =>
        openOnDisk(list, { splitSeed: 3 }, firstHundred, {
          memoryBytes,
          cache: await CacheFolder.open(folder, undefined),
        }),
      ),
    );
    const [a, b] = await Promise.all(disks.map(({ parts }) => drawingsOf(parts.all)));
    expect(a).toEqual(b);
    for (const disk of disks) await disk.close();
    expect(readdirSync(join(folder, '.quickdraw-lab')).filter(name => name.endsWith('.tmp'))).toEqual([]);
  });

  it('leaves nothing half written when a file fails', async () => {
    const file = await open('cat.ndjson', madeUpRows(0, 10), true);
    file.read = async () => {
      throw new DataError('cat.ndjson, line 3 is no drawing.');
    };
    const cache = await CacheFolder.open(folder, undefined);
    const categories = [{ name: 'cat', files: [file] }];
    await expect(openOnDisk(categories, { splitSeed: 3 }, undivided, { memoryBytes, cache })).rejects.toThrow(
      'cat.ndjson, line 3 is no drawing.',
    );
    expect(readdirSync(cache.path)).toEqual([]);
  });
});

describe('CacheFolder', () => {
  it('removes what belongs to changed or vanished files and to killed processes', async () => {
    for (const name of ['cat.npy', 'dog.npy']) writeNpy(join(folder, name), madeUpRows(0, 1));
    const [cat, dog] = ['cat.npy', 'dog.npy'].map(name => join(folder, name));
    const cache = await CacheFolder.open(folder, undefined);
    const write = async (source: string) => {
      const entry = await cache.entry(source, 'hashes-0');
      await cache.write(entry, handle => handle.writeFile('x'));
      return entry;
    };
    const kept = await write(cat!);
    const changed = await write(dog!);
    const fresh = `${kept}.0123456789ab.tmp`;
    const abandoned = `${kept}.ba9876543210.tmp`;
    const foreign = join(cache.path, 'README.txt');
    for (const path of [fresh, abandoned, foreign]) writeFileSync(path, '');
    const longAgo = Date.now() / 1000 - 2 * 3600;
    utimesSync(abandoned, longAgo, longAgo);
    utimesSync(dog!, 1000, 1000);
    await cache.removeStale([cat!, dog!]);
    expect([kept, changed, fresh, abandoned, foreign].map(path => existsSync(path))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('has a folder of its own for each folder of drawings in a given place', async () => {
    const place = join(folder, 'caches');
    mkdirSync(join(folder, 'a', 'drawings'), { recursive: true });
    const [a, b] = await Promise.all(
      [join(folder, 'a', 'drawings'), join(folder, 'b', 'drawings')].map(path =>
        CacheFolder.open(path, place),
      ),
    );
    expect(a!.path).not.toBe(b!.path);
    expect(a!.path.startsWith(place)).toBe(true);
  });

  it('says that it cannot be written to', async () => {
    writeFileSync(join(folder, 'occupied'), '');
    await expect(CacheFolder.open(folder, join(folder, 'occupied'))).rejects.toThrow(
      /Cannot write .*occupied/,
    );
  });
});
