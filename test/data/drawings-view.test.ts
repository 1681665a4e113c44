import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawingName, foldOf, type SIDES, viewDrawings } from '../../src/data/index.ts';
import { type OpenedDrawings, openSplit, starterFolder } from '../../src/data/node/index.ts';
import { UsageError } from '../../src/errors.ts';

type Opened = OpenedDrawings<(typeof SIDES)[number]>;

let opened: Opened;
beforeAll(async () => {
  opened = await openSplit(starterFolder, {
    categories: ['cat', 'cow', 'dog'],
    perCategory: 80,
    splitSeed: 1,
  });
});

async function labelsByName({ parts }: Opened, side: (typeof SIDES)[number]): Promise<Map<string, number>> {
  const hashes = await parts[side].contentHashes();
  const labels = new Int32Array(hashes.length);
  await parts[side].inOrder().next(new Uint8Array(784 * hashes.length), labels);
  return new Map(Array.from(hashes, (hash, place) => [drawingName(hash), labels[place]!]));
}

const learned = async (drawings: Opened) =>
  new Map([...(await labelsByName(drawings, 'train')), ...(await labelsByName(drawings, 'validation'))]);

describe('foldOf', () => {
  it('gives every drawing a fold that only its content and the seed tell', () => {
    const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(hash, fc.integer({ min: 2, max: 20 }), fc.nat(), (content, folds, seed) => {
        const fold = foldOf(content, folds, seed);
        expect(fold).toBeGreaterThanOrEqual(0);
        expect(fold).toBeLessThan(folds);
        expect(foldOf(content, folds, seed)).toBe(fold);
      }),
    );
  });

  it('never changes: lists of folds can be compared between versions', () => {
    const hashes = [0n, 1n, 0x0123456789abcdefn, 2n ** 64n - 1n];
    expect(hashes.map(hash => foldOf(hash, 5, 1))).toEqual([1, 1, 2, 1]);
  });
});
describe('a view of drawings', () => {
  it('has folds that partition the train and validation sides, and none of the test side', async () => {
    const whole = await learned(opened);
    const together: string[] = [];
    for (let index = 0; index < 4; index++) {
      const fold = viewDrawings(opened, { fold: { count: 4, seed: 7, index } });
      const asked = await labelsByName(fold, 'test');
      const taught = await labelsByName(fold, 'train');
      expect(fold.parts.validation.count).toBe(0);
      expect(asked.size + taught.size).toBe(whole.size);
      expect([...asked.keys()].filter(name => taught.has(name))).toEqual([]);
      for (const [name, label] of [...asked, ...taught]) expect(whole.get(name)).toBe(label);
      together.push(...asked.keys());
    }
    expect(together.sort()).toEqual([...whole.keys()].sort());
  });

  it('relabels and leaves out drawings that are learned from, and no test drawing', async () => {
    const whole = await learned(opened);
    const test = await labelsByName(opened, 'test');
    const names = [...whole.keys()];
    const relabeled = [...names.slice(0, 9), ...test.keys()].map(name => [name, 2] as const);
    const removed = [...names.slice(9, 20), ...test.keys()];
    const seen = viewDrawings(opened, { relabeled, removed });
    const expected = new Map(whole);
    for (const name of removed) expected.delete(name);
    for (const [name] of relabeled) if (expected.has(name)) expected.set(name, 2);
    expect(await learned(seen)).toEqual(expected);
    expect(await labelsByName(seen, 'test')).toEqual(test);
    // What it was made of stays as it is.
    expect(await learned(opened)).toEqual(whole);
  });

  it('learns from so many drawings of each category, and is tested on all', async () => {
    const whole = await learned(opened);
    const few = await learned(viewDrawings(opened, { learnedPerCategory: 20 }));
    const more = await learned(viewDrawings(opened, { learnedPerCategory: 30 }));
    for (const label of [0, 1, 2]) {
      expect([...few.values()].filter(value => value === label)).toHaveLength(20);
      expect([...more.values()].filter(value => value === label)).toHaveLength(30);
    }
    for (const [name, label] of few) expect(more.get(name)).toBe(label);
    for (const [name, label] of more) expect(whole.get(name)).toBe(label);
    const [first] = few.keys();
    const seen = viewDrawings(opened, { learnedPerCategory: 20, removed: [first!] });
    expect((await learned(seen)).size).toBe(59);
    expect(await labelsByName(seen, 'test')).toEqual(await labelsByName(opened, 'test'));
    expect(await learned(viewDrawings(opened, { learnedPerCategory: 80 }))).toEqual(whole);
  });

  it('copies no bitmap, and says what to do where there are none in memory', () => {
    const seen = viewDrawings(opened, { removed: [] });
    expect(seen.inMemory!.drawings.chunks).toBe(opened.inMemory!.drawings.chunks);
    expect(() => viewDrawings({ ...opened, inMemory: undefined }, {})).toThrow(UsageError);
  });
});
