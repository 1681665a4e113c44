import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellConfig, cellKey } from '../../src/sweep/cell.ts';
import { completeConfig } from '../../src/train/index.ts';

const config = completeConfig({ data: 'drawings', categories: ['cat', 'dog'], perCategory: 100 });
const data = '0123456789abcdef';
const keyOf = (changes: Partial<Record<string, unknown>> = {}, fingerprint = data, code = '1.0.0') =>
  cellKey({ model: 'cnn', config: { ...config, ...changes } as CellConfig }, fingerprint, code);

describe('cellKey', () => {
  it('does not depend on the order of fields, at any depth', () => {
    const entries = Object.entries(config);
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), shuffled => {
        const augmentation = Object.fromEntries(Object.entries(config.augmentation).reverse());
        expect(keyOf({ ...Object.fromEntries(shuffled), augmentation })).toBe(keyOf());
      }),
    );
  });

  it.each([
    { categories: ['dog', 'cat'] },
    { perCategory: 101 },
    { train: 50 },
    { width: 13 },
    { norm: 'batch' },
    { l2: 1e-5 },
    { epochs: 51 },
    { patience: 6 },
    { learningRate: 0.0011 },
    { seed: 2 },
    { splitSeed: 2 },
    { augmentation: { ...config.augmentation, shift: 1 } },
    { labelNoise: 0.1 },
  ])('differs with %j', changes => {
    expect(keyOf(changes)).not.toBe(keyOf());
  });

  it('differs with the model, the drawings and the code', () => {
    const keys = [
      keyOf(),
      keyOf({}, 'fedcba9876543210'),
      keyOf({}, data, '1.0.1'),
      cellKey({ model: 'mlp', config }, data, '1.0.0'),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  it.each([{ threads: 8 }, { memory: 1e9 }, { data: 'elsewhere' }, { exclude: 'names.txt' }])(
    'does not differ with %j, which the result does not depend on or the drawings tell',
    changes => {
      expect(keyOf(changes)).toBe(keyOf());
      expect(keyOf()).toMatch(/^[0-9a-f]{16}$/);
    },
  );
});
