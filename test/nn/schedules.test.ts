import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosine, integerPower, sine } from '../../src/nn/elementary-functions.ts';
import { learningRateAt, scheduleNames } from '../../src/nn/schedules.ts';

describe('elementary functions', () => {
  it('agree with the host to about 1e-15', () => {
    fc.assert(
      fc.property(fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }), x => {
        expect(Math.abs(cosine(x) - Math.cos(x))).toBeLessThan(3e-15);
        expect(Math.abs(sine(x) - Math.sin(x))).toBeLessThan(3e-15);
      }),
    );
    expect(integerPower(0.999, 12345) / 0.999 ** 12345).toBeCloseTo(1, 12);
    expect(integerPower(3, 0)).toBe(1);
    expect(integerPower(2, 40)).toBe(2 ** 40);
  });
});

describe('learningRateAt', () => {
  const at = (name: (typeof scheduleNames)[number], step: number) =>
    learningRateAt({ name, learningRate: 0.1, totalSteps: 1000 }, step);

  it('stays when constant', () => {
    expect(at('constant', 0)).toBe(0.1);
    expect(at('constant', 5000)).toBe(0.1);
  });

  it('goes down half a cosine', () => {
    expect(at('cosine', 0)).toBeCloseTo(0.1, 12);
    expect(at('cosine', 500)).toBeCloseTo(0.05, 12);
    expect(at('cosine', 250)).toBeCloseTo(0.1 * 0.5 * (1 + Math.SQRT1_2), 12);
    expect(at('cosine', 1000)).toBeCloseTo(0, 12);
  });

  it('goes up and down once', () => {
    expect(at('one-cycle', 0)).toBeCloseTo(0.004, 12);
    expect(at('one-cycle', 150)).toBeCloseTo(0.052, 12);
    expect(at('one-cycle', 300)).toBeCloseTo(0.1, 12);
    expect(at('one-cycle', 650)).toBeCloseTo(0.0500002, 9);
    expect(at('one-cycle', 1000)).toBeCloseTo(4e-7, 12);
  });

  it('drops at half and three quarters', () => {
    expect(at('step', 499)).toBe(0.1);
    expect(at('step', 500)).toBeCloseTo(0.01, 12);
    expect(at('step', 750)).toBeCloseTo(0.001, 12);
  });

  it('never leaves (0, the highest rate], and stays at its end', () => {
    fc.assert(
      fc.property(fc.constantFrom(...scheduleNames), fc.integer({ min: 0, max: 2000 }), (name, step) => {
        const rate = at(name, step);
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(0.1 + 1e-15);
        if (step >= 1000) expect(rate).toBe(at(name, 1000));
      }),
    );
  });
});
