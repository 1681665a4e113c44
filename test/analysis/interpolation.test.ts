import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  effectiveComplexity,
  interpolationThreshold,
  predictedPeak,
  type TrainErrors,
} from '../../src/analysis/index.ts';

const BOUND = 0.001;

const along = (places: readonly number[], errors: readonly number[], drawings = 1000): TrainErrors => ({
  places,
  errors,
  counted: places.map(() => drawings),
});

describe('interpolationThreshold', () => {
  it('is where the log error crosses the bound, on log sizes', () => {
    // From 0.01 to 0.0001 the bound is half way in logs, and so is 8 between 4 and 16.
    expect(interpolationThreshold(along([2, 4, 16, 32], [0.3, 0.01, 0.0001, 0]), BOUND)).toBeCloseTo(8, 9);
  });

  it('counts from the last size above the bound on', () => {
    expect(interpolationThreshold(along([1, 2, 4, 8], [0.1, 0, 0.1, 0.00001]), BOUND)).toBeCloseTo(
      4 * 2 ** 0.5,
      9,
    );
  });

  it('takes no error as half a drawing, of which the bound may be less', () => {
    // Half of 10,000 drawings is 0.00005: from 0.02 there, the bound is half way.
    expect(interpolationThreshold(along([1, 4], [0.02, 0], 10_000), BOUND)).toBeCloseTo(2, 9);
    // Half of 100 is 0.005, above the bound: half the bound is taken.
    expect(interpolationThreshold(along([1, 4], [0.002, 0], 100), BOUND)).toBeCloseTo(2, 9);
  });

  it('is the smallest size where all know their drawings, and none where the largest does not', () => {
    expect(interpolationThreshold(along([3, 4], [0.001, 0]), BOUND)).toBe(3);
    expect(interpolationThreshold(along([3, 4], [0, 0.01]), BOUND)).toBeNull();
    expect(interpolationThreshold(along([], []), BOUND)).toBeNull();
  });

  it('is not misled by the rounding of 1 − accuracy', () => {
    expect(1 - 0.999).toBeGreaterThan(BOUND);
    expect(interpolationThreshold(along([1, 2], [0.5, 1 - 0.999]), BOUND)).toBeCloseTo(2, 9);
  });

  it('lies between the last size above the bound and the next', () => {
    const error = fc.double({ min: 0, max: 1, noNaN: true });
    const errors = fc.array(error, { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(errors, fc.integer({ min: 1, max: 5000 }), (errors, drawings) => {
        const sizes = errors.map((_, index) => 2 + 3 * index);
        const threshold = interpolationThreshold(along(sizes, errors, drawings), BOUND);
        const above = errors.findLastIndex(value => value > BOUND);
        if (above === sizes.length - 1) expect(threshold).toBeNull();
        else if (above < 0) expect(threshold).toBe(sizes[0]);
        else {
          expect(threshold).toBeGreaterThanOrEqual(sizes[above]! - 1e-6);
          expect(threshold).toBeLessThanOrEqual(sizes[above + 1]! + 1e-6);
        }
      }),
    );
  });
});

describe('effectiveComplexity', () => {
  it('is the most drawings learned by heart, between those tried', () => {
    const { samples, isAtLeast } = effectiveComplexity(along([100, 1000, 4000], [0, 0.0001, 0.01]), BOUND);
    expect(samples).toBeCloseTo(2000, 6);
    expect(isAtLeast).toBe(false);
  });

  it('asks that fewer drawings are learned too', () => {
    // 400 drawings are not learned, whatever 1000 are: from 0.0001 to 0.01 half way between 100 and 400.
    const { samples } = effectiveComplexity(along([100, 400, 1000], [0.0001, 0.01, 0]), BOUND);
    expect(samples).toBeCloseTo(200, 6);
  });

  it('is at least the most tried, and unknown below the fewest', () => {
    expect(effectiveComplexity(along([100, 200], [0, 0]), BOUND)).toEqual({ samples: 200, isAtLeast: true });
    expect(effectiveComplexity(along([100, 200], [0.2, 0]), BOUND)).toEqual({
      samples: null,
      isAtLeast: false,
    });
    expect(effectiveComplexity(along([], []), BOUND)).toEqual({ samples: null, isAtLeast: false });
  });
});

describe('predictedPeak', () => {
  const sizes = [1, 2, 4, 8, 16, 32, 64];
  /** Train errors of which the threshold is at `size`, exactly: they fall by ten per doubling. */
  const learnedFrom = (samples: number, size: number) => ({
    samples,
    bySize: along(
      sizes,
      sizes.map(at => Math.min(1, BOUND * 10 ** Math.log2(size / at))),
      samples,
    ),
  });

  it('is told from the thresholds on other numbers of drawings', () => {
    // Complexity 250 · size: thresholds 4 and 16 of 1000 and 4000, so 8 of 2000, whatever is measured there.
    const measured = [learnedFrom(1000, 4), learnedFrom(2000, 30), learnedFrom(4000, 16)];
    expect(predictedPeak(measured, 2000, BOUND)).toBeCloseTo(8, 6);
    // log2 size 2 at log2 1000, 4.9 at log2 2000: a doubling of drawings is 2.9 doublings of size; one more for 4000.
    expect(predictedPeak(measured, 4000, BOUND)).toBeCloseTo(30 * (30 / 4), 4);
  });

  it('is the threshold itself where fewer than two others have one', () => {
    const measured = [learnedFrom(1000, 6), learnedFrom(2000, 12)];
    expect(predictedPeak(measured, 1000, BOUND)).toBeCloseTo(6, 6);
    expect(predictedPeak(measured.slice(0, 1), 1000, BOUND)).toBeCloseTo(6, 6);
    const beyond = [...measured, learnedFrom(8000, 100)];
    expect(predictedPeak(beyond, 1000, BOUND)).toBeCloseTo(6, 6);
  });

  it('cannot be told outside the sizes, nor where complexity does not grow', () => {
    expect(predictedPeak([learnedFrom(1000, 0.5)], 1000, BOUND)).toBeNull();
    expect(predictedPeak([learnedFrom(1000, 65)], 1000, BOUND)).toBeNull();
    expect(
      predictedPeak([learnedFrom(1000, 16), learnedFrom(2000, 8), learnedFrom(4000, 4)], 2000, BOUND),
    ).toBeNull();
    expect(predictedPeak([], 1000, BOUND)).toBeNull();
  });
});
