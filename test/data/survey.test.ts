import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawingName } from '../../src/data/content-hash.ts';
import { countDuplicates } from '../../src/data/duplicates.ts';
import { duplicateFindings, fileFindings } from '../../src/data/findings.ts';
import { InkTally } from '../../src/data/ink-tally.ts';
import { DRAWING_BYTES, type DrawingFile, SIDE } from '../../src/data/reader.ts';
import { surveyCategory } from '../../src/data/survey.ts';

const signal = new AbortController().signal;

/** A drawing with `inked` pixels of `value`, inside the margin. */
function drawing(inked: number, value = 255, offset = 0): Uint8Array {
  const pixels = new Uint8Array(DRAWING_BYTES);
  for (let at = 0; at < inked; at++) {
    const place = (at + offset) % (26 * 26);
    pixels[(1 + Math.floor(place / 26)) * SIDE + 1 + (place % 26)] = value;
  }
  return pixels;
}

function fileOf(drawings: readonly Uint8Array[], failAt = Number.POSITIVE_INFINITY): DrawingFile {
  return {
    path: 'cat.npy',
    format: 'npy',
    count: drawings.length,
    rowOffset: undefined,
    async read(from, to, target) {
      if (to > failAt) throw new Error('cat.npy is cut off');
      for (let row = from; row < to; row++) target.set(drawings[row]!, (row - from) * DRAWING_BYTES);
    },
    async close() {},
  };
}

async function survey(drawings: readonly Uint8Array[], failAt?: number) {
  const category = { name: 'cat', files: [fileOf(drawings, failAt)] };
  const { files } = await surveyCategory(category, { splitSeed: 0, signal });
  return files[0]!;
}

describe('surveyCategory', () => {
  it('counts ink, sides and hashes of every drawing, over blocks', async () => {
    const drawings = Array.from({ length: 5000 }, (_, at) => drawing(10 + (at % 100), 255, at));
    let rows = 0;
    const category = { name: 'cat', files: [fileOf(drawings), fileOf(drawings.slice(0, 3))] };
    const onRows = (count: number) => {
      rows += count;
    };
    const { files, ink, sides } = await surveyCategory(category, { splitSeed: 0, signal, onRows });
    expect(rows).toBe(5003);
    expect(files.map(({ ink }) => ink.count)).toEqual([5000, 3]);
    expect(ink.count).toBe(5003);
    expect(sides.train + sides.validation + sides.test).toBe(5003);
    expect(sides.train / 5003).toBeCloseTo(0.7, 1);
    expect(files[1]!.hashes).toEqual(files[0]!.hashes.slice(0, 3));
    expect(files[0]!.ink.meanInkedPixels).toBeCloseTo(59.5, 5);
    expect(files[0]!.ink.meanInk).toBeCloseTo(59.5 / 784, 5);
    expect(files[0]!.ink.emptiest!.inkedPixels).toBe(10);
    expect(files[0]!.ink.emptiest!.name).toBe(drawingName(files[0]!.hashes[0]!));
    expect(files[0]!.ink.densest!.inkedPixels).toBe(109);
  });

  it('tells why a file ends early, with what came before', async () => {
    const file = await survey(
      Array.from({ length: 5000 }, () => drawing(9)),
      4500,
    );
    expect(file.error!.message).toBe('cat.npy is cut off');
    expect([file.ink.count, file.hashes.length]).toEqual([4096, 4096]);
  });

  it('stops when aborted', async () => {
    const category = { name: 'cat', files: [fileOf([drawing(9)])] };
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(surveyCategory(category, { splitSeed: 0, signal: aborted })).rejects.toThrow('stop');
  });
});

describe('InkTally', () => {
  it('is the same in one piece or in several', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(676), { minLength: 2, maxLength: 20 }), fc.nat(), (inked, cut) => {
        const bytes = Buffer.concat(inked.map(count => drawing(count)));
        const hashes = BigUint64Array.from(inked, (_, at) => BigInt(at));
        const tally = (from: number, to: number) => {
          const part = new InkTally();
          part.add(bytes.subarray(from * DRAWING_BYTES), to - from, hashes.subarray(from));
          return part;
        };
        const whole = tally(0, inked.length);
        const middle = cut % inked.length;
        const sum = tally(0, middle);
        sum.addAll(tally(middle, inked.length));
        expect(sum).toEqual(whole);
        expect([sum.meanInk, sum.meanInkedPixels]).toEqual([whole.meanInk, whole.meanInkedPixels]);
      }),
    );
  });
});

describe('fileFindings', () => {
  const findings = async (drawings: readonly Uint8Array[], failAt?: number) =>
    fileFindings(await survey(drawings, failAt)).map(({ kind, what }) => `${kind}: ${what}`);
  const good = Array.from({ length: 50 }, (_, at) => drawing(100 + at));

  it('finds nothing in a good file', async () => {
    expect(await findings(good)).toEqual([]);
  });

  it('finds what is broken', async () => {
    expect(await findings(good, 10)).toEqual(['broken: is cut off']);
    expect(await findings([])).toEqual(['broken: holds no drawing']);
    expect(await findings([drawing(0), drawing(0)])).toEqual(['broken: holds blank drawings only']);
    expect(await findings([drawing(600), drawing(500)])).toEqual([
      expect.stringMatching(/^broken: is inverted/),
    ]);
    expect(await findings([drawing(100, 1)])).toEqual([
      expect.stringMatching(/^broken: has pixels of 0 and 1 only/),
    ]);
    const shifted = good.map((pixels, at) => {
      const row = new Uint8Array(pixels);
      row[at % SIDE] = 7;
      return row;
    });
    expect(await findings(shifted)).toEqual([
      expect.stringMatching(/^broken: is shifted.*: 50 of 50 drawings have ink on the outermost ring/),
    ]);
  });

  it('finds every place of the ring', async () => {
    for (let side = 0; side < 4; side++) {
      for (const place of [0, 13, 27]) {
        const row = drawing(50);
        row[[place, 27 * SIDE + place, place * SIDE, place * SIDE + 27][side]!] = 1;
        expect((await survey([row])).ink.ringInked).toBe(1);
      }
    }
  });

  it('finds what is odd', async () => {
    const framed = drawing(90);
    framed[0] = 255;
    expect(await findings([...good, framed, drawing(0)])).toEqual([
      'odd: 1 of 52 drawings have ink on the outermost ring of pixels, which no published drawing has',
      'odd: 1 of 52 drawings is blank',
    ]);
    expect(await findings([drawing(90, 100)])).toEqual([
      expect.stringMatching(/^odd: has no pixel above 100/),
    ]);
  });
});

describe('countDuplicates', () => {
  const category = (name: string, ...hashes: number[]) => ({
    name,
    hashes: BigUint64Array.from(hashes, BigInt),
  });

  it('counts within and between categories', () => {
    const categories = [
      category('a', 1, 2, 2, 3, 2),
      category('b', 3, 4, 4, 1),
      category('c', 9, 3),
      category('d'),
    ];
    const duplicates = countDuplicates(categories);
    expect(duplicates.within).toEqual([2, 1, 0, 0]);
    expect(duplicates.between).toEqual([
      { categories: ['a', 'b'], count: 2 },
      { categories: ['a', 'c'], count: 1 },
      { categories: ['b', 'c'], count: 1 },
    ]);
    const names = categories.map(({ name }) => name);
    expect(duplicateFindings(names, duplicates).map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'a: 2 drawings occur earlier in the category',
      'b: 1 drawing occurs earlier in the category',
      'a, b: 2 drawings are in both categories',
      'a, c: 1 drawing is in both categories',
      'b, c: 1 drawing is in both categories',
    ]);
  });

  it('agrees with sets', () => {
    const lists = fc.array(fc.array(fc.nat(30), { maxLength: 20 }), { maxLength: 5 });
    fc.assert(
      fc.property(lists, given => {
        const { within, between } = countDuplicates(given.map((list, at) => category(String(at), ...list)));
        const sets = given.map(list => new Set(list));
        expect(within).toEqual(given.map((list, at) => list.length - sets[at]!.size));
        for (const { categories, count } of between) {
          const [a, b] = categories.map(name => sets[Number(name)]!);
          expect([...a!].filter(value => b!.has(value))).toHaveLength(count);
        }
      }),
    );
  });
});
