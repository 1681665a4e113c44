import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type BatchSource, DRAWING_BYTES, SIDES, selectSplit } from '../../src/data/index.ts';
import { openSplit, shareDrawings, starterFolder } from '../../src/data/node/index.ts';
import { UsageError } from '../../src/errors.ts';

/** A digest of the bytes and labels of a shuffled pass. */
async function passOver(source: BatchSource) {
  const bitmaps = new Uint8Array(source.count * DRAWING_BYTES);
  const labels = new Int32Array(source.count);
  const pass = source.shuffled(3, 2);
  expect(await pass.next(bitmaps, labels)).toBe(source.count);
  return createHash('sha256').update(bitmaps).update(labels).digest('hex');
}

const pool = { categories: ['banana', 'cat', 'cow', 'dog', 'sock'], perCategory: 150, splitSeed: 4 };

describe('selectSplit', () => {
  it.each([
    { name: 'all', categories: pool.categories, perCategory: 150, counts: {} },
    { name: 'some', categories: ['cat', 'sock'], perCategory: undefined, counts: {} },
    { name: 'in another order', categories: ['sock', 'banana', 'dog'], perCategory: 150, counts: {} },
    { name: 'fewer of each', categories: ['banana', 'cat', 'dog'], perCategory: 61, counts: {} },
    { name: 'exact counts', categories: ['dog', 'cat'], perCategory: 100, counts: { train: 77, test: 11 } },
  ])('gives what opening them alone gives: $name', async ({ categories, perCategory, counts }) => {
    const shared = (await shareDrawings(starterFolder, pool))!;
    const selected = await selectSplit(shared, { categories, perCategory, counts });
    const alone = await openSplit(starterFolder, {
      categories,
      perCategory: perCategory ?? pool.perCategory,
      splitSeed: pool.splitSeed,
      counts,
    });
    expect(selected.catalogue).toEqual(alone.catalogue);
    expect(selected.categories).toEqual(alone.categories);
    for (const side of SIDES) {
      expect(await passOver(selected.parts[side])).toEqual(await passOver(alone.parts[side]));
      expect(await selected.parts[side].contentHashes()).toEqual(await alone.parts[side].contentHashes());
    }
  });

  it.each([150, 61])(
    'leaves out of %i drawings of each what opening them alone leaves out',
    async perCategory => {
      const whole = await openSplit(starterFolder, { ...pool, perCategory });
      const hashes = await whole.parts.train.contentHashes();
      const exclude = new Set([...hashes].filter((_, place) => place % 3 === 0));
      const shared = (await shareDrawings(starterFolder, { ...pool, exclude }))!;
      const selected = await selectSplit(shared, { categories: ['cow', 'sock'], perCategory });
      const alone = await openSplit(starterFolder, {
        ...pool,
        categories: ['cow', 'sock'],
        perCategory,
        exclude,
      });
      expect(selected.catalogue).toEqual(alone.catalogue);
      for (const side of SIDES)
        expect(await passOver(selected.parts[side])).toEqual(await passOver(alone.parts[side]));
    },
  );

  it('copies no drawing', async () => {
    const shared = (await shareDrawings(starterFolder, pool))!;
    const { inMemory } = await selectSplit(shared, { categories: ['cat', 'dog'] });
    expect(inMemory.drawings.chunks).toBe(shared.drawings.chunks);
    expect(shared.drawings.chunks[0]!.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('refuses more drawings than there are', async () => {
    const shared = (await shareDrawings(starterFolder, pool))!;
    const selection = { categories: ['cat', 'dog'], perCategory: 151 };
    await expect(selectSplit(shared, selection)).rejects.toThrow(UsageError);
  });
});

describe('shareDrawings', () => {
  it('does not read what takes too much memory', async () => {
    expect(await shareDrawings(starterFolder, { ...pool, memoryBytes: 600_000 })).toBeUndefined();
    expect(await shareDrawings(starterFolder, { ...pool, memoryBytes: 605_000 })).toBeDefined();
  });
});
