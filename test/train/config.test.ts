import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { completeConfig, withPreset } from '../../src/train/index.ts';

describe('completeConfig', () => {
  it('fills in the decided defaults', () => {
    expect(completeConfig({ data: 'drawings' })).toMatchObject({
      data: 'drawings',
      categories: null,
      perCategory: null,
      model: 'cnn',
      hidden: [512, 256],
      norm: 'none',
      init: 'glorot',
      epochs: 50,
      patience: 5,
      batch: 128,
      optimizer: 'adam',
      learningRate: 1e-3,
      schedule: 'constant',
      augmentation: { shift: 0, mirror: false, rotation: 0, scale: 0, elastic: 0 },
      threads: null,
    });
  });

  it('trains on the study’s ten categories of the starter pack when nothing is said', () => {
    expect(completeConfig({})).toMatchObject({ data: null, perCategory: 200 });
    expect(completeConfig({}).categories).toHaveLength(10);
    expect(completeConfig({ perCategory: 50 })).toMatchObject({ perCategory: 50 });
    expect(completeConfig({ categories: ['cat', 'dog'] })).toMatchObject({ perCategory: null });
  });

  it.each([
    [{ width: 0 }, /width/],
    [{ width: 1.5 }, /width/],
    [{ epochs: 0 }, /epochs/],
    [{ learningRate: 0 }, /learningRate/],
    [{ learningRate: Number.NaN }, /learningRate/],
    [{ dropout: 1 }, /dropout/],
    [{ l2: -1 }, /l2/],
    [{ categories: [] }, /categories/],
    [{ augmentation: { shift: 99 } }, /augmentation\.shift/],
    [{ widht: 3 }, /widht/],
    [{ model: 'rnn' }, /model/],
  ])('refuses %j and names it', (options, name) => {
    expect(() => completeConfig(options as object)).toThrow(UsageError);
    expect(() => completeConfig(options as object)).toThrow(name);
  });

  it('puts what is said over a preset', () => {
    const config = completeConfig(
      withPreset('best', { width: 8, norm: undefined, augmentation: { rotation: 3, shift: undefined } }),
    );
    const preset = completeConfig(withPreset('best', {}));
    expect(config).toEqual({
      ...preset,
      width: 8,
      augmentation: { ...preset.augmentation, rotation: 3 },
    });
    expect(completeConfig(withPreset('cnn', {}))).toEqual(completeConfig({}));
  });

  it('reads back what it wrote', () => {
    const config = completeConfig(withPreset('best', { data: 'x' }));
    expect(completeConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });
});
