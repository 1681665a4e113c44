import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { descentStudy } from '../../../src/studies/index.ts';
import { LARGE_CATEGORIES } from '../../../src/studies/large-categories.ts';

const listed = (counts: Record<string, number>) =>
  Object.entries(counts).map(([name, count]) => ({ name, count, files: [] }));
const folder = listed({
  ...Object.fromEntries(LARGE_CATEGORIES.map(name => [name, 4000])),
  apple: 9000,
  ...Object.fromEntries(
    ['lighthouse', 'giraffe', 'eyeglasses', 'tooth', 'teapot', 'sock', 'camouflage', 'cow', 'couch'].map(
      name => [name, 1500],
    ),
  ),
});

const plan = (wish: Record<string, unknown>, there = folder, judgment?: never) =>
  descentStudy.plan(descentStudy.schema.parse(wish), there, judgment);

describe('the grid of the double descent laboratory', () => {
  it('is the laptop study when nothing is said', () => {
    const { cells, design, notes } = plan({});
    const widths = new Set(cells.map(({ factors }) => factors.size));
    expect(cells).toHaveLength(widths.size * 2 * 5);
    expect(notes).toEqual([]);
    expect(new Set(design.categories as string[])).toEqual(new Set(LARGE_CATEGORIES));
    expect(design).toMatchObject({ perCategory: 4000, validation: 1000, test: 5000 });
    for (const { config } of cells)
      expect(config).toMatchObject({
        train: 1000,
        patience: 0,
        norm: 'none',
        optimizer: 'adam',
        epochs: 200,
      });
  });

  it('is the study’s with its preset', () => {
    const { cells, design } = plan({ preset: 'study' });
    expect(cells).toHaveLength(45 * 3);
    expect(design.categories).toHaveLength(10);
    expect(design.categories).toContain('camouflage');
    const kinds = new Set(cells.map(({ config }) => JSON.stringify([config.norm, config.l1, config.l2])));
    expect(kinds).toEqual(new Set(['["none",0,0]', '["batch",0,0]', '["none",0,0.00001]']));
    expect(cells[0]!.config).toMatchObject({ train: 8000, learningRate: 0.001, labelNoise: 0, batch: 128 });
  });

  it('draws weights, order and noise by the seed, the same for every width', () => {
    const { cells } = plan({ widths: [2, 4], seeds: 2, seed: 7, labelNoise: [0.2] });
    expect(cells.map(({ config }) => [config.width, config.seed, config.labelNoiseSeed])).toEqual([
      [2, 7, 7],
      [2, 8, 8],
      [4, 7, 7],
      [4, 8, 8],
    ]);
    expect(cells[0]!.name).toBe('width 2, 20% noise, seed 7');
  });

  it('takes every optimizer with every schedule, at its own rate', () => {
    const { cells } = plan({
      widths: [2],
      seeds: 1,
      labelNoise: [0],
      optimizer: ['adam', 'sgd:0.1'],
      schedule: ['constant', 'cosine'],
    });
    expect(cells.map(({ factors }) => factors.training)).toEqual([
      'adam 0.001',
      'adam 0.001 cosine',
      'sgd 0.1',
      'sgd 0.1 cosine',
    ]);
    expect(cells[3]!.config).toMatchObject({ optimizer: 'sgd', learningRate: 0.1, schedule: 'cosine' });
  });

  it('has trees by their leaves, beside networks', () => {
    const { cells } = plan({
      models: ['cnn', 'gbdt'],
      widths: [2],
      leaves: [2, 8],
      seeds: 1,
      labelNoise: [0.1],
    });
    expect(cells.map(({ model, factors }) => [model, factors.size])).toEqual([
      ['cnn', 2],
      ['gbdt', 2],
      ['gbdt', 8],
    ]);
    expect(cells[2]!.config).toMatchObject({ leaves: 8, rounds: 200, labelNoise: 0.1, patience: 0 });
  });

  it('takes what the folder has where the large categories are not there, and says so', () => {
    const small = listed({ apple: 800, cat: 800, cow: 200, sock: 300 });
    const { cells, design, notes } = plan({ samples: [300] }, small);
    expect(design.categories).toEqual(['apple', 'cat', 'cow', 'sock']);
    expect(design.perCategory).toBe(200);
    // Of 800 drawings 15 % are expected; four standard deviations less are there for sure.
    expect(cells[0]!.config).toMatchObject({ validation: 79, test: 79 });
    expect(notes.join(' ')).toMatch(/validation side has 79 drawings, not 1000/);
  });

  it('refuses what cannot be', () => {
    expect(() => plan({ samples: [50_000] })).toThrow(
      '50000 training drawings were asked for; there are 40000',
    );
    expect(() => plan({ categories: ['cat', 'dgo'] })).toThrow(UsageError);
    expect(() => plan({ compare: ['injected'], labelNoise: [0] })).toThrow('none is asked for');
    expect(descentStudy.schema.safeParse({ optimizer: ['adamw'] }).success).toBe(false);
    expect(descentStudy.schema.safeParse({ preset: 'desktop' }).success).toBe(false);
    expect(descentStudy.schema.safeParse({ widths: [129] }).success).toBe(false);
  });

  it('asks networks about labels only where the grid depends on it', () => {
    const prepares = (wish: Record<string, unknown>) =>
      descentStudy.prepare!(descentStudy.schema.parse(wish), folder) !== undefined;
    expect(prepares({})).toBe(false);
    expect(prepares({ noiseKind: 'confusion' })).toBe(true);
    expect(prepares({ noiseKind: 'confusion', labelNoise: [0] })).toBe(false);
    expect(prepares({ compare: ['natural', 'clean'] })).toBe(true);
  });
});
