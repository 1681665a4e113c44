import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FolderOptions, openFolder } from '../../src/data/node/open-folder.ts';
import { DataError, UsageError } from '../../src/errors.ts';
import { madeUpRows, writeNpy } from './drawing-fixtures.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const strokes = `${JSON.stringify({
  word: 'cat',
  drawing: [
    [
      [0, 255],
      [0, 255],
    ],
  ],
})}\n`;

/** Writes files by their paths: bitmaps of so many rows, or strokes. */
function fill(files: Record<string, number | string>): void {
  let first = 0;
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'number') writeNpy(path, madeUpRows(first, content));
    else writeFileSync(path, content);
    first += 1000;
  }
}

/** Categories with their files' paths and counts, and the notes. */
async function look(options?: FolderOptions) {
  const { categories, notes, close } = await openFolder(folder, options);
  await close();
  return {
    files: categories.map(({ name, files }) => [
      name,
      ...files.map(({ path, count }) => `${path.slice(folder.length + 1)} ${count}`),
    ]),
    notes,
  };
}

async function failure(options?: FolderOptions, path = folder): Promise<UsageError | DataError> {
  try {
    await openFolder(path, options);
  } catch (error) {
    if (error instanceof UsageError || error instanceof DataError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('openFolder', () => {
  it('finds files under their usual names, in the official order', async () => {
    fill({
      'zebra.npy': 1,
      'full_numpy_bitmap_alarm clock.npy': 2,
      'The%20Eiffel%20Tower.npy': 3,
      'hot_air_balloon.npy': 4,
      'README.md': '',
      'cat.npy.part': 'half a download',
    });
    expect(await look()).toEqual({
      files: [
        ['alarm clock', 'full_numpy_bitmap_alarm clock.npy 2'],
        ['hot air balloon', 'hot_air_balloon.npy 4'],
        ['The Eiffel Tower', 'The%20Eiffel%20Tower.npy 3'],
        ['zebra', 'zebra.npy 1'],
      ],
      notes: [],
    });
  });

  it('takes the categories asked for, in the order asked, however written', async () => {
    fill({ 'cat.npy': 1, 'alarm clock.npy': 2, 'dog.npy': 3 });
    const { files } = await look({ categories: ['dog', 'Alarm_Clock', 'dog'] });
    expect(files).toEqual([
      ['dog', 'dog.npy 3'],
      ['alarm clock', 'alarm clock.npy 2'],
    ]);
  });

  it("looks into the bucket's folders, and into no others", async () => {
    fill({
      'full/numpy_bitmap/cat.npy': 1,
      'full/simplified/dog.ndjson': strokes,
      'sketches/owl.npy': 1,
      '.quickdraw-lab/owl.0123456789abcdef.npy': 1,
    });
    const { files } = await look();
    expect(files).toEqual([
      ['cat', 'full/numpy_bitmap/cat.npy 1'],
      ['dog', 'full/simplified/dog.ndjson 1'],
    ]);
  });

  it('prefers bitmaps to strokes of the same category, and says so', async () => {
    fill({
      'cat.npy': 5,
      'cat.ndjson': strokes,
      'full/simplified/dog.ndjson': strokes,
      'full/numpy_bitmap/dog.npy': 1,
    });
    expect(await look()).toEqual({
      files: [
        ['cat', 'cat.npy 5'],
        ['dog', 'full/numpy_bitmap/dog.npy 1'],
      ],
      notes: ['The simplified strokes (.ndjson) of cat, dog are not read: other files have the drawings.'],
    });
  });

  it('reads one form of strokes only', async () => {
    fill({
      'full/raw/cat.ndjson': 'never read',
      'full/simplified/cat.ndjson': strokes,
      'full/binary/cat.bin': 'nor this',
    });
    const { files, notes } = await look();
    expect(files).toEqual([['cat', 'full/simplified/cat.ndjson 1']]);
    expect(notes).toEqual([
      'The binary strokes (.bin) of cat are not read: other files have the drawings.',
      'The raw strokes (.ndjson) of cat are not read: other files have the drawings.',
    ]);
  });

  it('uses two bitmap files of a category together', async () => {
    fill({ 'cat.npy': 2, 'full_numpy_bitmap_cat.npy': 3, 'numpy_bitmap/cat.npy': 4 });
    expect(await look()).toEqual({
      files: [['cat', 'cat.npy 2', 'full_numpy_bitmap_cat.npy 3', 'numpy_bitmap/cat.npy 4']],
      notes: [],
    });
  });

  it('notes files that are of no category', async () => {
    fill({ 'cat.npy': 1, 'airplan.npy': 1 });
    expect((await look()).notes).toEqual([
      'airplan.npy is not read: not the name of a category. Did you mean airplane?',
    ]);
    fill({ 'pairs.npy': 1 });
    expect((await look()).notes).toEqual([
      'airplan.npy, pairs.npy are not read: not the names of categories.',
    ]);
  });

  it('suggests the nearest to an unknown category', async () => {
    fill({ 'cat.npy': 1 });
    const error = await failure({ categories: ['cat', 'airplan'] });
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe("'airplan' is not one of the 345 categories.");
    expect(error.hint).toBe("Did you mean 'airplane'?");
  });

  it('says which category has no file, and which there are; or takes it as empty', async () => {
    fill({ 'cat.npy': 1 });
    const error = await failure({ categories: ['cat', 'dog', 'owl'] });
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(`${folder} has no file of dog, owl.`);
    expect(error.hint).toContain('It has cat.');
    const { files } = await look({ categories: ['dog', 'cat'], allowMissing: true });
    expect(files).toEqual([['dog'], ['cat', 'cat.npy 1']]);
  });

  it('refuses what is no folder of drawings', async () => {
    expect((await failure()).message).toBe(`${folder} has no files of drawings.`);
    fill({ 'pairs.npy': 1 });
    expect((await failure()).message).toMatch(/has files, but none with the name of a category/);
    expect((await failure({}, join(folder, 'pairs.npy'))).message).toMatch(
      /is a file; a folder of drawings is needed/,
    );
    expect((await failure({}, join(folder, 'nowhere'))).message).toMatch(/^There is no folder/);
    for (const path of [folder, join(folder, 'nowhere')])
      expect(await failure({}, path)).toBeInstanceOf(UsageError);
  });

  it('names the file that cannot be used', async () => {
    fill({ 'cat.npy': 1, 'dog.npy': 'no array', 'owl.npy': '' });
    const error = await failure({ categories: ['cat', 'dog'] });
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(join(folder, 'dog.npy'));
    rmSync(join(folder, 'dog.npy'));
    symlinkSync(join(folder, 'gone.npy'), join(folder, 'dog.npy'));
    const dangling = await failure({ categories: ['cat', 'dog'] });
    expect(dangling).toBeInstanceOf(DataError);
    expect(dangling.message).toContain(join(folder, 'dog.npy'));
  });
});
