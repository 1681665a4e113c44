import { describe, expect, it } from 'vitest';
import { glorotUniform, heUniform, initialValue, normal, ones, zeros } from '../../src/nn/initializers.ts';

function statistics(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean, variance, largest };
}

describe('initializers', () => {
  const shape = [3, 3, 48, 96];
  const limits = [
    { name: 'glorot', initializer: glorotUniform, limit: Math.sqrt(6 / (9 * (48 + 96))) },
    { name: 'he', initializer: heUniform, limit: Math.sqrt(6 / (9 * 48)) },
  ];

  it.each(limits)('$name is uniform within its limit', ({ initializer, limit }) => {
    const { mean, variance, largest } = statistics(initialValue({ name: 'w', shape, initializer }, 1));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.999 * limit);
    expect(Math.abs(mean)).toBeLessThan(0.02 * limit);
    expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
  });

  it('takes inputs and outputs of a matrix', () => {
    const limit = Math.sqrt(6 / 300);
    const values = initialValue({ name: 'w', shape: [100, 200], initializer: glorotUniform }, 1);
    expect(statistics(values).largest).toBeLessThanOrEqual(Math.fround(limit));
    expect(statistics(values).largest).toBeGreaterThan(0.999 * limit);
  });

  it('draws normal numbers of the deviation asked for', () => {
    const { mean, variance } = statistics(
      initialValue({ name: 'w', shape: [200, 200], initializer: normal(0.02) }, 3),
    );
    expect(Math.abs(mean)).toBeLessThan(5e-4);
    expect(Math.sqrt(variance)).toBeCloseTo(0.02, 3);
  });

  it('fills with zeros and ones', () => {
    expect([...initialValue({ name: 'b', shape: [2], initializer: zeros }, 1)]).toEqual([0, 0]);
    expect([...initialValue({ name: 'g', shape: [2], initializer: ones }, 1)]).toEqual([1, 1]);
  });

  it('gives each seed and each name values of its own, whatever the order', () => {
    const draw = (name: string, seed: number) =>
      initialValue({ name, shape: [4, 4], initializer: glorotUniform }, seed);
    expect(draw('conv1/kernel', 1)).toEqual(draw('conv1/kernel', 1));
    expect(draw('conv1/kernel', 1)).not.toEqual(draw('conv1/kernel', 2));
    expect(draw('conv1/kernel', 1)).not.toEqual(draw('conv2/kernel', 1));
  });
});
