import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../../src/analysis/index.ts';

describe('studentQuantile', () => {
  // Printed tables: Abramowitz and Stegun, table 26.10.
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 3, 3.182],
    [0.975, 4, 2.776],
    [0.975, 9, 2.262],
    [0.975, 10, 2.228],
    [0.975, 30, 2.042],
    [0.975, 120, 1.98],
    [0.95, 5, 2.015],
    [0.995, 7, 3.499],
    [0.9995, 1, 636.619],
  ])('agrees with the table: P %d, ν %i', (probability, degrees, quantile) => {
    expect(studentQuantile(probability, degrees)).toBeCloseTo(quantile, 3);
  });

  // ν = 1: tan(π (p − 1/2)). ν = 2: a √(2 / (1 − a²)) with a = 2p − 1.
  it('agrees with the closed forms of one and two degrees', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), probability => {
        const inside = 2 * probability - 1;
        const one = Math.tan(Math.PI * (probability - 0.5));
        const two = inside * Math.sqrt(2 / (1 - inside * inside));
        expect(Math.abs(studentQuantile(probability, 1) - one)).toBeLessThan(1e-9 * (1 + Math.abs(one)));
        expect(Math.abs(studentQuantile(probability, 2) - two)).toBeLessThan(1e-9 * (1 + Math.abs(two)));
      }),
    );
  });

  it('comes down to the normal quantile', () => {
    expect(studentQuantile(0.975, 1_000_000)).toBeCloseTo(1.959966, 5);
    for (let degrees = 1; degrees < 60; degrees++)
      expect(studentQuantile(0.975, degrees + 1)).toBeLessThan(studentQuantile(0.975, degrees));
  });

  it('is 0 at the median', () => {
    expect(studentQuantile(0.5, 6)).toBeCloseTo(0, 15);
  });

  it.each([
    [0, 3],
    [1, 3],
    [0.9, 0],
    [0.9, 2.5],
  ])('refuses P %d with ν %d', (probability, degrees) => {
    expect(() => studentQuantile(probability, degrees)).toThrow(RangeError);
  });
});
