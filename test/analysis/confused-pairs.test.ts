import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classScores,
  confusedPairs,
  confusionMatrix,
  countCorrect,
  groupedAccuracy,
  mutualConfusions,
  supportOf,
  synonymGroups,
  wilsonInterval,
} from '../../src/analysis/index.ts';

const CAKE = 0;
const BIRTHDAY = 1;
const STAR = 2;
const matrix = {
  classes: 3,
  // Rows: cake, birthday cake, star.
  counts: Uint32Array.of(6, 3, 1, 1, 4, 0, 0, 0, 5),
};

const anyMatrix = fc.integer({ min: 1, max: 6 }).chain(classes =>
  fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), { maxLength: 60 }).map(drawings =>
    confusionMatrix(
      drawings.map(([truth]) => truth),
      drawings.map(([, prediction]) => prediction),
      classes,
    ),
  ),
);

describe('confusedPairs', () => {
  it('lists directed pairs by share, with intervals', () => {
    expect(confusedPairs(matrix, 10)).toEqual([
      { truth: CAKE, prediction: BIRTHDAY, count: 3, share: 0.3, interval: wilsonInterval(3, 10) },
      { truth: BIRTHDAY, prediction: CAKE, count: 1, share: 0.2, interval: wilsonInterval(1, 5) },
      { truth: CAKE, prediction: STAR, count: 1, share: 0.1, interval: wilsonInterval(1, 10) },
    ]);
  });

  it('breaks ties by count, then by class', () => {
    const tied = { classes: 3, counts: Uint32Array.of(1, 1, 0, 2, 2, 0, 1, 0, 1) };
    expect(confusedPairs(tied, 10).map(({ truth, prediction }) => [truth, prediction])).toEqual([
      [1, 0],
      [0, 1],
      [2, 0],
    ]);
  });

  it('leaves out what is rarer than asked, and gives as many as asked', () => {
    expect(confusedPairs(matrix, 10, 2)).toHaveLength(1);
    expect(confusedPairs(matrix, 2)).toHaveLength(2);
    expect(confusedPairs({ classes: 2, counts: Uint32Array.of(3, 0, 0, 2) }, 5)).toEqual([]);
  });

  it('holds every wrong answer once, as mutualConfusions does', () => {
    fc.assert(
      fc.property(anyMatrix, counted => {
        const directed = confusedPairs(counted, 1000);
        const mutual = mutualConfusions(counted, 1000);
        const drawings = counted.counts.reduce((sum, count) => sum + count, 0);
        const wrong = drawings - countCorrect(counted);
        expect(directed.reduce((sum, { count }) => sum + count, 0)).toBe(wrong);
        expect(mutual.reduce((sum, { count }) => sum + count, 0)).toBe(wrong);
        for (const { interval, share } of [...directed, ...mutual]) {
          expect(interval.low).toBeLessThanOrEqual(share);
          expect(interval.high).toBeGreaterThanOrEqual(share);
        }
      }),
    );
  });
});

describe('mutualConfusions', () => {
  it('counts both directions over the drawings of both', () => {
    expect(mutualConfusions(matrix, 10)).toEqual([
      { first: CAKE, second: BIRTHDAY, count: 4, share: 4 / 15, interval: wilsonInterval(4, 15) },
      { first: CAKE, second: STAR, count: 1, share: 1 / 15, interval: wilsonInterval(1, 15) },
    ]);
    expect(mutualConfusions(matrix, 10, 2)).toHaveLength(1);
    expect(mutualConfusions(matrix, 1)).toHaveLength(1);
  });
});

describe('classScores', () => {
  it('agrees with three classes by hand', () => {
    const [cake, birthday, star] = classScores(matrix);
    expect(cake).toEqual({
      index: CAKE,
      support: 10,
      predicted: 7,
      correct: 6,
      recall: 0.6,
      recallInterval: wilsonInterval(6, 10),
      precision: 6 / 7,
      precisionInterval: wilsonInterval(6, 7),
      f1: 12 / 17,
    });
    expect(birthday).toMatchObject({ recall: 0.8, precision: 4 / 7, f1: 8 / 12 });
    expect(star).toMatchObject({ recall: 1, precision: 5 / 6 });
  });

  it('knows nothing of a class that does not occur', () => {
    const [, absent] = classScores({ classes: 2, counts: Uint32Array.of(1, 0, 0, 0) });
    expect(absent).toMatchObject({ recall: Number.NaN, precision: Number.NaN, f1: Number.NaN });
    expect(absent!.recallInterval).toEqual({ low: 0, high: 1 });
  });
});

describe('synonymGroups', () => {
  // Mug, cup and coffee cup are each confused with each; bucket with cup only.
  const [MUG, CUP, COFFEE, BUCKET] = [0, 1, 2, 3];
  const cups = {
    classes: 4,
    counts: Uint32Array.of(6, 2, 2, 0, 2, 5, 2, 1, 2, 2, 6, 0, 0, 2, 0, 8),
  };

  it('groups classes of which each two are confused', () => {
    expect(synonymGroups(cups, 0.2)).toEqual([[MUG, CUP, COFFEE]]);
    expect(synonymGroups(cups, 0.21)).toEqual([]);
  });

  it('does not chain: cup and bucket are confused, mug and bucket are not', () => {
    expect(cups.counts[CUP * 4 + BUCKET]).toBe(1);
    expect(synonymGroups(cups, 0.15)).toEqual([[MUG, CUP, COFFEE]]);
  });

  it('never puts two classes together that are less confused than asked', () => {
    fc.assert(
      fc.property(anyMatrix, fc.double({ min: 0.01, max: 1, noNaN: true }), (counted, threshold) => {
        const groups = synonymGroups(counted, threshold);
        expect(new Set(groups.flat()).size).toBe(groups.flat().length);
        const shares = new Map(
          mutualConfusions(counted, 1000).map(pair => [`${pair.first} ${pair.second}`, pair.share]),
        );
        for (const group of groups)
          for (const first of group)
            for (const second of group)
              if (first < second) expect(shares.get(`${first} ${second}`)).toBeGreaterThanOrEqual(threshold);
      }),
    );
  });

  it('refuses thresholds that group everything', () => {
    expect(() => synonymGroups(matrix, 0)).toThrow(RangeError);
    expect(() => synonymGroups(matrix, Number.NaN)).toThrow(RangeError);
  });
});

describe('groupedAccuracy', () => {
  it('counts answers of the group as right', () => {
    expect(groupedAccuracy(matrix, [])).toEqual({
      correct: 15,
      drawings: 20,
      accuracy: 0.75,
      interval: wilsonInterval(15, 20),
    });
    expect(groupedAccuracy(matrix, [[CAKE, BIRTHDAY]]).correct).toBe(19);
    expect(groupedAccuracy(matrix, [[CAKE, BIRTHDAY, STAR]]).accuracy).toBe(1);
  });

  it('never falls by grouping', () => {
    fc.assert(
      fc.property(anyMatrix, counted => {
        const groups = synonymGroups(counted, 0.1);
        expect(groupedAccuracy(counted, groups).correct).toBeGreaterThanOrEqual(countCorrect(counted));
        const drawings = Array.from({ length: counted.classes }, (_, truth) => supportOf(counted, truth));
        expect(groupedAccuracy(counted, []).drawings).toBe(drawings.reduce((sum, count) => sum + count, 0));
      }),
    );
  });

  it('refuses groups that overlap', () => {
    expect(() =>
      groupedAccuracy(matrix, [
        [0, 1],
        [1, 2],
      ]),
    ).toThrow(RangeError);
  });
});
