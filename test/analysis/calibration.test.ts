import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyTemperature,
  brierScore,
  type Confidences,
  expectedCalibrationError,
  fitTemperature,
  type LabeledPredictions,
  negativeLogLikelihood,
  predictedClasses,
  reliabilityCurve,
  topConfidences,
} from '../../src/analysis/index.ts';
import { RandomStream } from '../../src/engine/index.ts';

const byHand: Confidences = {
  confidence: Float64Array.of(0.55, 0.6, 0.65, 0.9, 0.95, 1),
  correct: Uint8Array.of(1, 0, 1, 1, 1, 0),
};

/** Drawings whose labels are drawn from probabilities p; told is p^`sharpness` over its sum. */
function synthetic(count: number, classes: number, sharpness: number, seed: number): LabeledPredictions {
  const stream = new RandomStream(seed, 'synthetic');
  const probabilities = new Float64Array(count * classes);
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const powers = Array.from({ length: classes }, () => Math.exp(1.5 * stream.normal()));
    const total = powers.reduce((sum, power) => sum + power, 0);
    let draw = stream.uniform() * total;
    labels[row] = Math.max(
      0,
      powers.findIndex(power => {
        draw -= power;
        return draw < 0;
      }),
    );
    powers.forEach((power, index) => {
      probabilities[row * classes + index] = power / total;
    });
  }
  return { classes, probabilities: applyTemperature(probabilities, classes, 1 / sharpness), labels };
}

describe('reliabilityCurve', () => {
  it('agrees with bins of equal width by hand', () => {
    const curve = reliabilityCurve(byHand, { bins: 5 });
    expect(curve.map(({ from, to, count }) => [from, to, count])).toEqual([
      [0.4, 0.6, 2],
      [0.6, 0.8, 1],
      [0.8, 1, 3],
    ]);
    expect(curve[0]!.confidence).toBeCloseTo(0.575, 12);
    expect(curve[2]!.confidence).toBeCloseTo(0.95, 12);
    expect(curve.map(bin => bin.accuracy)).toEqual([0.5, 1, 2 / 3]);
    expect(curve[1]!.interval.high).toBe(1);
  });

  it('agrees with bins of equal mass by hand', () => {
    const curve = reliabilityCurve(byHand, { bins: 3, binning: 'equal-mass' });
    expect(curve.map(({ from, to, count }) => [from, to, count])).toEqual([
      [0, 0.6, 2],
      [0.6, 0.9, 2],
      [0.9, 1, 2],
    ]);
    expect(curve.map(bin => bin.accuracy)).toEqual([0.5, 1, 0.5]);
  });

  it('does not part equal confidences', () => {
    const equal = { confidence: new Float64Array(6).fill(0.7), correct: new Uint8Array(6).fill(1) };
    const curve = reliabilityCurve(equal, { bins: 3, binning: 'equal-mass' });
    expect(curve.map(bin => bin.count)).toEqual([6]);
  });

  it('holds each drawing once, whatever the bins', () => {
    const drawing = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean());
    const binning = fc.constantFrom('equal-width' as const, 'equal-mass' as const);
    fc.assert(
      fc.property(fc.array(drawing), fc.integer({ min: 1, max: 20 }), binning, (drawings, bins, kind) => {
        const confidence = Float64Array.from(drawings, ([value]) => value);
        const correct = Uint8Array.from(drawings, ([, right]) => (right ? 1 : 0));
        const curve = reliabilityCurve({ confidence, correct }, { bins, binning: kind });
        expect(curve.length).toBeLessThanOrEqual(bins);
        expect(curve.reduce((sum, bin) => sum + bin.count, 0)).toBe(drawings.length);
        for (const bin of curve) {
          expect(bin.confidence).toBeGreaterThanOrEqual(bin.from - 1e-12);
          expect(bin.confidence).toBeLessThanOrEqual(bin.to + 1e-12);
        }
      }),
    );
  });

  it('is empty without drawings, and refuses no bins', () => {
    const none = { confidence: new Float64Array(), correct: new Uint8Array() };
    expect(reliabilityCurve(none)).toEqual([]);
    expect(reliabilityCurve(none, { binning: 'equal-mass' })).toEqual([]);
    expect(() => reliabilityCurve(byHand, { bins: 0 })).toThrow(RangeError);
  });
});

describe('expectedCalibrationError', () => {
  // (2 · |0.5 − 0.575| + 1 · |1 − 0.65| + 3 · |2/3 − 0.95|) / 6 = (0.15 + 0.35 + 0.85) / 6.
  it('agrees with the bins by hand', () => {
    const error = expectedCalibrationError(byHand, { bins: 5, resamples: 50 });
    expect(error.value).toBeCloseTo(1.35 / 6, 12);
  });

  it('is what the curve says', () => {
    const confidences = topConfidences(synthetic(500, 5, 2, 4));
    for (const binning of ['equal-width', 'equal-mass'] as const) {
      const curve = reliabilityCurve(confidences, { binning });
      const expected = curve.reduce(
        (sum, bin) => sum + bin.count * Math.abs(bin.accuracy - bin.confidence),
        0,
      );
      const { value } = expectedCalibrationError(confidences, { binning, resamples: 1 });
      expect(value).toBeCloseTo(expected / 500, 12);
    }
  });

  it('tells a network that is calibrated from one that is too sure', () => {
    const calibrated = expectedCalibrationError(topConfidences(synthetic(3000, 5, 1, 1)), { resamples: 200 });
    const tooSure = expectedCalibrationError(topConfidences(synthetic(3000, 5, 3, 1)), { resamples: 200 });
    expect(calibrated.low).toBe(0);
    expect(calibrated.value).toBeLessThan(0.03);
    expect(tooSure.low).toBeGreaterThan(0.15);
    expect(tooSure.low).toBeLessThan(tooSure.value);
    expect(tooSure.high).toBeGreaterThan(tooSure.value);
  });

  it('refuses no drawings', () => {
    const none = { confidence: new Float64Array(), correct: new Uint8Array() };
    expect(() => expectedCalibrationError(none)).toThrow(RangeError);
  });
});

describe('topConfidences', () => {
  it('takes the predicted class, of equal ones the lower', () => {
    const { confidence, correct } = topConfidences({
      classes: 3,
      probabilities: [0.25, 0.5, 0.25, 0.375, 0.25, 0.375],
      labels: [1, 2],
    });
    expect([...confidence]).toEqual([0.5, 0.375]);
    expect([...correct]).toEqual([1, 0]);
  });

  it('refuses lengths that do not fit and foreign labels', () => {
    expect(() => topConfidences({ classes: 2, probabilities: [1], labels: [0] })).toThrow(RangeError);
    expect(() => topConfidences({ classes: 2, probabilities: [1, 0], labels: [2] })).toThrow(RangeError);
    expect(() => topConfidences({ classes: 2, probabilities: [1, 0], labels: [-1] })).toThrow(RangeError);
  });
});

describe('proper scores', () => {
  const predictions = { classes: 3, probabilities: [0.5, 0.25, 0.25, 0, 0.75, 0.25], labels: [0, 2] };

  it('agree with two drawings by hand', () => {
    expect(negativeLogLikelihood(predictions)).toBeCloseTo((Math.LN2 + 2 * Math.LN2) / 2, 12);
    // 0.25 + 0.0625 + 0.0625 = 0.375 and 0.5625 + 0.5625 = 1.125.
    expect(brierScore(predictions)).toBeCloseTo(0.75, 12);
  });

  it('stay finite where the label was thought impossible', () => {
    const wrong = { classes: 2, probabilities: [1, 0], labels: [1] };
    expect(negativeLogLikelihood(wrong)).toBeCloseTo(149 * Math.LN2, 9);
    expect(brierScore(wrong)).toBe(2);
  });

  it('refuse no drawings', () => {
    const none = { classes: 2, probabilities: [], labels: [] };
    expect(() => negativeLogLikelihood(none)).toThrow(RangeError);
    expect(() => brierScore(none)).toThrow(RangeError);
  });
});

describe('temperature', () => {
  // Both classes' logits differ by ln 4; three of four are right: 4^β = 3, β = ln 3 / ln 4.
  it('agrees with two classes by hand', () => {
    const predictions = {
      classes: 2,
      probabilities: [0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2],
      labels: [0, 0, 0, 1],
    };
    const temperature = fitTemperature(predictions);
    expect(temperature).toBeCloseTo(Math.log(4) / Math.log(3), 9);
    const scaled = applyTemperature(predictions.probabilities, 2, temperature);
    expect(scaled[0]).toBeCloseTo(0.75, 6);
  });

  it('is the least loss near it, and finds what was done to the probabilities', () => {
    for (const sharpness of [0.4, 1, 2.5]) {
      const fitted = synthetic(4000, 6, sharpness, 5);
      const temperature = fitTemperature(fitted);
      expect(Math.abs(temperature / sharpness - 1)).toBeLessThan(0.06);
      const lossAt = (at: number): number =>
        negativeLogLikelihood({ ...fitted, probabilities: applyTemperature(fitted.probabilities, 6, at) });
      expect(lossAt(temperature)).toBeLessThanOrEqual(lossAt(temperature * 1.02));
      expect(lossAt(temperature)).toBeLessThanOrEqual(lossAt(temperature / 1.02));
    }
  });

  it('calibrates other drawings', () => {
    const temperature = fitTemperature(synthetic(3000, 5, 3, 1));
    const told = synthetic(3000, 5, 3, 2);
    const probabilities = applyTemperature(told.probabilities, 5, temperature);
    const before = expectedCalibrationError(topConfidences(told), { resamples: 1 }).value;
    const after = expectedCalibrationError(topConfidences({ ...told, probabilities }), {
      resamples: 1,
    }).value;
    expect(before).toBeGreaterThan(0.15);
    expect(after).toBeLessThan(0.03);
  });

  it('changes no answer, and 1 changes nothing', () => {
    const { classes, probabilities } = synthetic(200, 4, 1, 9);
    const answers = [...predictedClasses(probabilities, classes)];
    expect([...predictedClasses(applyTemperature(probabilities, classes, 3), classes)]).toEqual(answers);
    applyTemperature(probabilities, classes, 1).forEach((value, place) => {
      expect(value).toBeCloseTo(probabilities[place]!, 6);
    });
  });

  it('ends at its limits where more or less is always better', () => {
    expect(fitTemperature({ classes: 2, probabilities: [0.6, 0.4], labels: [0] })).toBeCloseTo(0.01, 4);
    expect(fitTemperature({ classes: 2, probabilities: [0.6, 0.4], labels: [1] })).toBeCloseTo(100, 1);
    expect(fitTemperature({ classes: 2, probabilities: [1, 0], labels: [1] })).toBeCloseTo(100, 1);
  });

  it('leaves alone what no temperature changes', () => {
    expect(fitTemperature({ classes: 2, probabilities: [0.5, 0.5], labels: [1] })).toBe(1);
    expect(fitTemperature({ classes: 1, probabilities: [1, 1], labels: [0, 0] })).toBe(1);
  });

  it('refuses a temperature of 0', () => {
    expect(() => applyTemperature([0.5, 0.5], 2, 0)).toThrow(RangeError);
  });
});
