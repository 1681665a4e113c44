import { describe, expect, it } from 'vitest';
import { catalogueNotes } from '../../src/data/catalogue.ts';
import { contentHasher } from '../../src/data/content-hash.ts';
import { type Drawings, drawingAt, splitKeys } from '../../src/data/drawings.ts';
import { loadDrawings } from '../../src/data/load-drawings.ts';
import { smallestKeys } from '../../src/data/split.ts';
import { DataError, UsageError } from '../../src/errors.ts';
import { fileOf, joinRows, madeUpRows, rowNumber } from './drawing-fixtures.ts';

const numbersOf = (drawings: Drawings) =>
  Array.from({ length: drawings.count }, (_, row) => rowNumber(drawingAt(drawings, row), 0));

describe('loadDrawings', () => {
  it('reads whole files in the order of the categories', async () => {
    const { drawings, keys, catalogue } = await loadDrawings(
      [
        { name: 'dog', files: [fileOf(madeUpRows(500, 3))] },
        { name: 'cat', files: [fileOf(madeUpRows(100, 2)), fileOf(madeUpRows(300, 1))] },
      ],
      { splitSeed: 9 },
    );
    expect(numbersOf(drawings)).toEqual([500, 501, 502, 100, 101, 300]);
    expect([...drawings.labels]).toEqual([0, 0, 0, 1, 1, 1]);
    expect(drawings.categories).toEqual(['dog', 'cat']);
    const hasher = await contentHasher();
    expect(keys).toEqual(splitKeys(drawings, 9, hasher));
    expect(new BigUint64Array(drawings.hashes)).toEqual(splitKeys(drawings, 0, hasher));
    expect(catalogue.count).toBe(6);
    expect(catalogue.categories.map(({ name, count }) => [name, count])).toEqual([
      ['dog', 3],
      ['cat', 3],
    ]);
  });

  it('takes the first of each category in the order of the hash, in one pass over large files', async () => {
    const counts = [20_000, 300];
    const rows = counts.map((count, index) => madeUpRows(100_000 * index, count));
    const categories = rows.map((bytes, index) => ({ name: `c${index}`, files: [fileOf(bytes)] }));
    const whole = await loadDrawings(categories, { splitSeed: 4 });
    const expected = (perCategory: number) =>
      [0, 20_000].flatMap((start, index) =>
        [...smallestKeys(whole.keys.slice(start, start + counts[index]!), perCategory)].map(
          row => 100_000 * index + row,
        ),
      );
    for (const perCategory of [1, 130, 300]) {
      const { drawings, keys } = await loadDrawings(categories, { splitSeed: 4, perCategory });
      expect(numbersOf(drawings)).toEqual(expected(perCategory));
      expect(keys).toEqual(splitKeys(drawings, 4, await contentHasher()));
    }
    const { drawings } = await loadDrawings(categories.slice(0, 1), { splitSeed: 4, perCategory: 15_000 });
    expect(numbersOf(drawings)).toEqual([...smallestKeys(whole.keys.slice(0, 20_000), 15_000)]);
  });

  it('takes other drawings under another split seed', async () => {
    const categories = [{ name: 'cat', files: [fileOf(madeUpRows(0, 1000))] }];
    const [a, b] = await Promise.all(
      [1, 2].map(splitSeed => loadDrawings(categories, { splitSeed, perCategory: 100 })),
    );
    expect(numbersOf(a!.drawings)).not.toEqual(numbersOf(b!.drawings));
  });

  it('takes a drawing of two files of a category once, and keeps equal ones within a file', async () => {
    const first = joinRows(madeUpRows(0, 5), madeUpRows(2, 1));
    const second = joinRows(madeUpRows(3, 4), madeUpRows(2, 1));
    for (const perCategory of [undefined, 8]) {
      const { drawings, catalogue } = await loadDrawings(
        [
          { name: 'cat', files: [fileOf(first, 'cat.npy'), fileOf(second, 'full_numpy_bitmap_cat.npy')] },
          { name: 'dog', files: [fileOf(madeUpRows(0, 8))] },
        ],
        { splitSeed: 1, perCategory },
      );
      expect(numbersOf(drawings)).toEqual([0, 1, 2, 3, 4, 2, 5, 6, 0, 1, 2, 3, 4, 5, 6, 7]);
      expect([...drawings.labels]).toEqual([...Array(8).fill(0), ...Array(8).fill(1)]);
      expect(catalogue.categories[0]).toMatchObject({ count: 8, duplicates: 3 });
      expect(catalogueNotes(catalogue)).toEqual([
        'cat has several files: all are used, 3 drawings that an earlier file has are taken once.',
      ]);
    }
  });

  it('leaves out excluded drawings of those that are taken, and puts none in their place', async () => {
    const categories = [{ name: 'cat', files: [fileOf(madeUpRows(0, 50))] }];
    const whole = await loadDrawings(categories, { splitSeed: 1 });
    const exclude = new Set([...whole.drawings.hashes].filter((_, row) => row % 2 === 0));
    const { drawings, catalogue } = await loadDrawings(categories, { splitSeed: 1, exclude });
    expect(numbersOf(drawings)).toEqual(Array.from({ length: 25 }, (_, index) => 2 * index + 1));
    expect(catalogueNotes(catalogue)).toEqual(['25 drawings on the exclusion list are left out.']);
    const some = await loadDrawings(categories, { splitSeed: 1, perCategory: 30 });
    const left = await loadDrawings(categories, { splitSeed: 1, perCategory: 30, exclude });
    expect([...left.drawings.hashes]).toEqual([...some.drawings.hashes].filter(hash => !exclude.has(hash)));
    expect(left.keys).toEqual(some.keys.filter((_, row) => !exclude.has(some.drawings.hashes[row]!)));
    expect(left.catalogue.categories[0]!.excluded).toBe(30 - left.drawings.count);
  });

  it('says how many there are of which category when more are asked for', async () => {
    const categories = [
      { name: 'cat', files: [fileOf(madeUpRows(0, 9))] },
      { name: 'dog', files: [fileOf(madeUpRows(50, 7))] },
      { name: 'owl', files: [fileOf(madeUpRows(90, 20))] },
    ];
    const load = (perCategory: number) => loadDrawings(categories, { splitSeed: 1, perCategory });
    await expect(load(10)).rejects.toThrow(
      '10 drawings per category were asked for; dog has 7. 1 other category has too few.',
    );
    await expect(load(8)).rejects.toThrow('8 drawings per category were asked for; dog has 7.');
    for (const perCategory of [0, -1, 1.5]) await expect(load(perCategory)).rejects.toThrow(UsageError);
  });

  it('has a fingerprint of the drawings, not of the files', async () => {
    const fingerprint = async (...files: Uint8Array[]) => {
      const category = { name: 'cat', files: files.map(rows => fileOf(rows)) };
      return (await loadDrawings([category], { splitSeed: 1 })).catalogue.fingerprint;
    };
    const one = await fingerprint(madeUpRows(0, 10));
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(await fingerprint(madeUpRows(0, 4), madeUpRows(4, 6))).toBe(one);
    expect(await fingerprint(madeUpRows(0, 9))).not.toBe(one);
    expect(await fingerprint(madeUpRows(1, 10))).not.toBe(one);
  });

  it('fails when a file fails, after all others have stopped', async () => {
    let reading = 0;
    const slow = {
      ...fileOf(madeUpRows(0, 1)),
      read: () =>
        new Promise<void>(resolve => {
          reading++;
          setTimeout(() => {
            reading--;
            resolve();
          }, 20);
        }),
    };
    const broken = {
      ...fileOf(madeUpRows(0, 1)),
      read: async () => {
        throw new DataError('cat.npy is cut off.');
      },
    };
    const categories = [slow, slow, broken, slow, slow].map((file, index) => ({
      name: `c${index}`,
      files: [file],
    }));
    await expect(loadDrawings(categories, { splitSeed: 1 })).rejects.toThrow('cat.npy is cut off.');
    expect(reading).toBe(0);
  });
});
