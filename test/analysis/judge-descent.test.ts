import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossFit, meanCurve } from '../../src/analysis/cross-fit.ts';
import { type DescentVerdict, judgeDescent, meanInterval, nearestToPeak } from '../../src/analysis/index.ts';
import { fallFrom, type PeakPlaces, peakPlaces, riseTo } from '../../src/analysis/judge-descent-peak.ts';
import { plateauPlaces } from '../../src/analysis/judge-descent-plateau.ts';
import { risePlaces } from '../../src/analysis/judge-descent-rise.ts';
import { RandomStream } from '../../src/engine/index.ts';

const WIDTHS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64];

describe('the places of a peak', () => {
  it('are the highest point between the lowest before and the lowest after', () => {
    expect(peakPlaces([5, 2, 3, 7, 4, 1, 2])).toEqual({ valley: 1, peak: 3, trough: 5 });
  });

  it('weigh rise against fall: a higher point that hardly falls again is none', () => {
    // At 3 the smaller of rise 9 and fall 1 is 1, at 1 of 4 and 4 it is 4.
    expect(peakPlaces([0, 4, 0, 9, 8])).toEqual({ valley: 0, peak: 1, trough: 2 });
  });

  it('are the best of all there are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 9 }), curve => {
        const height = (places: PeakPlaces) => Math.min(riseTo(curve, places), fallFrom(curve, places));
        const found = peakPlaces(curve);
        expect(found.valley).toBeLessThan(found.peak);
        expect(found.peak).toBeLessThan(found.trough);
        for (let valley = 0; valley < curve.length; valley++)
          for (let peak = valley + 1; peak < curve.length; peak++)
            for (let trough = peak + 1; trough < curve.length; trough++)
              expect(height({ valley, peak, trough })).toBeLessThanOrEqual(height(found));
      }),
    );
  });
});

describe('the places of a rise and of a plateau', () => {
  it('are those of the largest rise, or of the least fall', () => {
    expect(risePlaces([5, 2, 3, 9, 1, 7])).toEqual({ from: 1, to: 3 });
    expect(risePlaces([9, 6, 5, 1])).toEqual({ from: 1, to: 2 });
  });

  it('are where a fall pauses', () => {
    expect(plateauPlaces([0, 1, 2, 3, 4], [9, 6, 5.5, 2, 1])).toEqual({ from: 1, to: 2 });
    expect(plateauPlaces([0, 1, 2, 3, 4], [16, 8, 4, 2, 1])).toBeNull();
    expect(plateauPlaces([0, 1, 2], [2, 1, 0])).toBeNull();
  });
});

describe('crossFit', () => {
  it('measures each repetition at the place of the others', () => {
    // The first is measured where the second is highest, and the other way round.
    const values = [
      [0, 5, 1, 0],
      [0, 2, 4, 0],
    ];
    const { top } = crossFit(
      values,
      mean => mean.indexOf(Math.max(...mean)),
      (curve, place) => ({ top: curve[place]! }),
    )!;
    expect(top.value).toBe(1.5);
  });

  it('widens the interval for what the choices have in common', () => {
    const { number } = crossFit(
      [[1], [2], [3]],
      () => 0,
      (curve, place) => ({ number: curve[place]! }),
    )!;
    // s = 1, half 4.30265 · √(1/3 + 1/2) = 3.92777.
    expect(number.value).toBe(2);
    expect(number.low).toBeCloseTo(2 - 3.92777, 4);
    expect(number.high).toBeCloseTo(2 + 3.92777, 4);
  });

  it('has nothing where a choice finds no place', () => {
    expect(
      crossFit(
        [[1], [2]],
        () => null,
        () => ({ number: 1 }),
      ),
    ).toBeNull();
  });
});

describe('judgeDescent', () => {
  it('says peak where rise and fall lie beyond their intervals', () => {
    const verdict = judgeDescent({
      sizes: [2, 4, 8],
      values: [
        [0, 1.9, 1],
        [0, 2, 1],
        [0, 2.1, 1],
      ],
      axis: 'width',
    });
    expect(verdict).toMatchObject({ peak: 'peak', at: 4 });
    // s = 0.1 in both.
    expect(verdict.rise!.value).toBeCloseTo(2, 12);
    expect(verdict.rise!.low).toBeCloseTo(2 - 0.392777, 5);
    expect(verdict.fall!.low).toBeCloseTo(1 - 0.392777, 5);
    expect(verdict.words).toBe(
      'It rises by 2 [1.61, 2.39] from width 2 to width 4 and falls by 1 [0.607, 1.39] to width 8.',
    );
  });

  it('does not, where repetitions differ as much as that', () => {
    const verdict = judgeDescent({
      sizes: [2, 4, 8],
      values: [
        [0, 1, 0],
        [0, 2, 0],
        [0, 3, 0],
      ],
    });
    expect(verdict).toMatchObject({ peak: 'none', at: 4, rise: { value: 2 } });
    expect(verdict.words).toContain('No rise lies beyond its interval');
  });

  it('does not, where each repetition has its peak elsewhere', () => {
    const verdict = judgeDescent({
      sizes: [1, 2, 3, 4],
      values: [
        [0, 5, 0, 0],
        [0, 0, 4, 0],
      ],
    });
    expect(verdict).toMatchObject({ peak: 'none', rise: { value: 0 } });
  });

  it('tells of a rise that is not followed by a fall', () => {
    const verdict = judgeDescent({
      sizes: [1, 2, 4, 8, 16],
      values: [
        [9, 4, 1, 3, 5],
        [9.1, 4.1, 1, 3.1, 5],
        [9, 4, 1.1, 3.1, 5.1],
      ],
      axis: 'epoch',
    });
    expect(verdict.peak).toBe('none');
    expect(verdict.words).toMatch(
      /^It rises by 4 \[.*\] from epoch 4 to epoch 16, and does not fall again within the range\.$/,
    );
  });

  it('tells of a fall all the way', () => {
    const verdict = judgeDescent({
      sizes: [1, 2, 4, 8],
      values: [
        [8, 4, 2, 1],
        [8.1, 4, 2, 1.1],
      ],
    });
    expect(verdict).toEqual({
      peak: 'none',
      at: null,
      rise: null,
      fall: null,
      words: 'It falls all the way.',
    });
  });

  it('says plateau where it slows down and speeds up again', () => {
    // Slopes per doubling −3, −0.1 and −2.
    const curve = [10, 7, 4, 3.9, 3.8, 1.8, -0.2];
    const jitter = [0.01, 0, -0.01];
    const verdict = judgeDescent({
      sizes: [1, 2, 4, 8, 16, 32, 64],
      values: jitter.map((error, row) =>
        curve.map((value, index) => value + (index % 3 === row ? error : 0)),
      ),
      axis: 'width',
    });
    expect(verdict.peak).toBe('plateau');
    expect(verdict.at).toBeCloseTo(8, 12);
    expect(verdict.rise!.value).toBeCloseTo(-0.2, 1);
    expect(verdict.fall!.value).toBeCloseTo(4, 1);
    expect(verdict.words).toContain('up to width 16');
  });

  it('says nothing of one repetition, of two sizes, of nothing', () => {
    const once = judgeDescent({ sizes: [1, 2, 4], values: [[3, 5, 1]] });
    expect(once).toMatchObject({ peak: 'none', at: 2, rise: { value: 2, low: Number.NEGATIVE_INFINITY } });
    expect(once.words).toContain('without an interval nothing can be said');
    expect(
      judgeDescent({
        sizes: [1, 2],
        values: [
          [1, 2],
          [1, 2],
        ],
      }).words,
    ).toBe('A peak needs three sizes; there are 2.');
    expect(judgeDescent({ sizes: [1, 2, 3], values: [] })).toMatchObject({ peak: 'none', at: null });
  });

  const curves = fc
    .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 3, max: 8 }))
    .chain(([repetitions, sizes]) =>
      fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: sizes, maxLength: sizes }), {
        minLength: repetitions,
        maxLength: repetitions,
      }),
    );

  // Integers of which means of two to five are told apart: no rounding makes a tie where there was none, or breaks one.
  it('does not mind what a repetition has at every size', () => {
    fc.assert(
      fc.property(
        curves,
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 5, maxLength: 5 }),
        (values, shifts) => {
          const spread = values.map((row, index) =>
            row.map((value, at) => value * 64 + ((index * 7 + at * 13) % 61)),
          );
          const judge = (rows: readonly number[][]) =>
            judgeDescent({ sizes: WIDTHS.slice(0, rows[0]!.length), values: rows });
          const [plain, shifted] = [
            spread,
            spread.map((row, index) => row.map(value => value + 64 * shifts[index]!)),
          ].map(judge) as [DescentVerdict, DescentVerdict];
          if (hasTies(spread)) return;
          expect(shifted.peak).toBe(plain.peak);
          expect(shifted.at).toBe(plain.at);
          if (plain.rise) expect(shifted.rise!.value).toBeCloseTo(plain.rise.value, 6);
        },
      ),
    );
  });

  it('scales with the values', () => {
    fc.assert(
      fc.property(curves, fc.constantFrom(0.25, 2, 8), (values, factor) => {
        const sizes = WIDTHS.slice(0, values[0]!.length);
        const plain = judgeDescent({ sizes, values });
        const scaled = judgeDescent({ sizes, values: values.map(row => row.map(value => value * factor)) });
        expect(scaled.peak).toBe(plain.peak);
        expect(scaled.at).toBe(plain.at);
        for (const which of ['rise', 'fall'] as const)
          if (plain[which]) expect(scaled[which]!.low).toBeCloseTo(plain[which].low * factor, 6);
      }),
    );
  });

  it('names the place nearest to a peak, though there is none', () => {
    expect(nearestToPeak({ sizes: [1, 2, 4, 8], values: [[9, 5, 4.9, 1]] })).toBe(4);
    expect(nearestToPeak({ sizes: [1, 2], values: [[1, 2]] })).toBeNull();
  });
});

/** Whether two places of a mean of others are equal, so that rounding could choose either. */
function hasTies(values: readonly number[][]): boolean {
  return values.some(curve => {
    const sums = values[0]!.map((_, at) =>
      values.reduce((sum, row) => (row === curve && values.length > 1 ? sum : sum + row[at]!), 0),
    );
    return new Set(sums).size < sums.length;
  });
}

describe('how often the rule errs, with independent noise of standard deviation 1 at each of 14 widths', () => {
  const CASES = 1000;
  const truths = {
    flat: () => 0,
    /** By 3 per doubling. */
    falling: (width: number) => -3 * Math.log2(width),
    slowly: (width: number) => -0.5 * Math.log2(width),
    flattening: (width: number) => 30 / width,
    /** The hardest: there is a rise, and no fall after it. */
    'rising, then flat': (width: number) => 3 * Math.min(width, 8),
  };

  /** Shares of cases for which `judge` is true. */
  function rates<Name extends string>(
    truth: (width: number) => number,
    repetitions: number,
    judges: Readonly<Record<Name, (values: readonly number[][]) => boolean>>,
  ): Record<Name, number> {
    const random = new RandomStream(1, 'synthetic');
    const names = Object.keys(judges) as Name[];
    const counts = Object.fromEntries(names.map(name => [name, 0])) as Record<Name, number>;
    for (let index = 0; index < CASES; index++) {
      const values = Array.from({ length: repetitions }, () =>
        WIDTHS.map(width => truth(width) + random.normal()),
      );
      for (const name of names) if (judges[name](values)) counts[name] += 1 / CASES;
    }
    return counts;
  }

  const says = (peak: DescentVerdict['peak']) => (values: readonly number[][]) =>
    judgeDescent({ sizes: WIDTHS, values }).peak === peak;

  /** Chooses the place on the values that it measures. */
  function naively(values: readonly number[][]): boolean {
    const places = peakPlaces(meanCurve(values));
    return [riseTo, fallFrom].every(change => meanInterval(values.map(row => change(row, places))).low > 0);
  }

  /** Cross-fitted, with Student's interval. */
  function uncorrected(values: readonly number[][]): boolean {
    const places = values.map(row => peakPlaces(meanCurve(values.filter(other => other !== row))));
    return [riseTo, fallFrom].every(
      change => meanInterval(values.map((row, index) => change(row, places[index]!))).low > 0,
    );
  }

  it.each(Object.keys(truths) as (keyof typeof truths)[])(
    '%s: a peak, and a plateau, in at most 5 of 100 cases',
    name => {
      for (const repetitions of [3, 5]) {
        const { peak, plateau } = rates(truths[name], repetitions, {
          peak: says('peak'),
          plateau: says('plateau'),
        });
        expect(peak).toBeLessThanOrEqual(0.05);
        expect(plateau).toBeLessThanOrEqual(0.05);
      }
    },
  );

  it('simpler rules err more often', () => {
    const flat = rates(truths.flat, 5, { naively, peak: says('peak') });
    expect(flat.naively).toBeGreaterThan(0.08);
    expect(flat.peak).toBeLessThan(0.01);
    const hardest = rates(truths['rising, then flat'], 5, { naively, uncorrected, peak: says('peak') });
    expect(hardest.naively).toBeGreaterThan(0.15);
    expect(hardest.uncorrected).toBeGreaterThan(0.05);
    expect(hardest.peak).toBeLessThan(0.04);
  });

  it('finds a peak of five standard deviations with five repetitions, of twelve with three', () => {
    const peakOf = (height: number) => (width: number) =>
      [8, 6, 4, 2, 1, 0, height / 2, height, height / 2, 0, -0.5, -1, -1.5, -2][WIDTHS.indexOf(width)]!;
    expect(rates(peakOf(5), 5, { peak: says('peak') }).peak).toBeGreaterThan(0.9);
    expect(rates(peakOf(12), 3, { peak: says('peak') }).peak).toBeGreaterThan(0.9);
  });
});
