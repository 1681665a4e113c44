import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../src/data/index.ts';
import type { ListedCategory } from '../../src/data/node/index.ts';
import { UsageError } from '../../src/errors.ts';
import { drawCategories } from '../../src/studies/draw-categories.ts';
import {
  baselinesStudy,
  categoriesStudy,
  type Study,
  type StudyOptions,
  type StudyWish,
} from '../../src/studies/index.ts';
import { summarizeMeasures } from '../../src/studies/statistics.ts';
import type { Cell, CellResult } from '../../src/sweep/index.ts';
import { completeConfig } from '../../src/train/index.ts';

/** The first categories of the dataset, with so many drawings each. */
const listed = (...counts: number[]): ListedCategory[] =>
  counts.map((count, index) => ({ name: CATEGORIES[index]!, count, files: [] }));
const all = listed(...CATEGORIES.map(() => 204));

const plan = <O extends StudyOptions>(study: Study<O>, wish: StudyWish, folder = all) =>
  study.plan(study.schema.parse(wish), folder);

const categoriesOf = ({ config }: Cell) => config.categories!;

describe('drawCategories', () => {
  it('gives every category once, in an order of its own for each seed and draw', () => {
    const orders = [
      { seed: 1, draw: 1 },
      { seed: 1, draw: 2 },
      { seed: 2, draw: 1 },
    ].map(which => drawCategories(CATEGORIES, which));
    for (const order of orders) expect([...order].sort()).toEqual([...CATEGORIES].sort());
    expect(new Set(orders.map(order => order.join())).size).toBe(3);
    expect(orders[0]!.slice(0, 10)).not.toEqual(CATEGORIES.slice(0, 10));
  });

  it('keeps the order of those that stay when others come or go', () => {
    const whole = drawCategories(CATEGORIES, { seed: 5, draw: 3 });
    fc.assert(
      fc.property(fc.shuffledSubarray([...CATEGORIES]), some => {
        expect(drawCategories(some, { seed: 5, draw: 3 })).toEqual(whole.filter(name => some.includes(name)));
      }),
    );
  });
});

describe('the category sweep', () => {
  it('takes every size on every count of every draw, the categories of fewer among those of more', () => {
    const { cells, design } = plan(categoriesStudy, { draws: 2 });
    expect(cells).toHaveLength(2 * 6 * 4);
    for (const draw of [1, 2]) {
      const grid = cells.filter(({ factors }) => factors.draw === draw);
      for (const [index, cell] of grid.entries()) {
        expect(categoriesOf(cell)).toHaveLength(cell.factors.categories as number);
        const next = grid[index + 4];
        if (next) for (const name of categoriesOf(cell)) expect(categoriesOf(next)).toContain(name);
      }
    }
    expect(design).toMatchObject({ counts: [10, 25, 50, 100, 200, 345], perCategory: 200 });
    const [first, second] = design.draws as { draw: number; categories: string[] }[];
    expect(first!.categories).toHaveLength(345);
    expect(first!.categories.slice(0, 10).sort()).toEqual([...categoriesOf(cells[0]!)].sort());
    expect(first!.categories).not.toEqual(second!.categories);
  });

  it('has cells with the configuration of `qdl train` with the same flags', () => {
    const { cells } = plan(categoriesStudy, { counts: [3], widths: [6], epochs: 9, seed: 4, splitSeed: 2 });
    const categories = categoriesOf(cells[0]!);
    expect(cells).toHaveLength(1);
    expect(cells[0]!.config).toEqual(
      completeConfig({ categories, perCategory: 200, width: 6, epochs: 9, seed: 4, splitSeed: 2 }),
    );
  });

  it('fits what there is when nothing is said', () => {
    const { design, notes } = plan(categoriesStudy, {}, listed(300, 150, 250, 180, 12));
    expect(design).toMatchObject({ counts: [4], perCategory: 150 });
    expect(notes).toEqual([
      'Categories with fewer than 20 drawings are left out.',
      'Each category gives 150 drawings, as many as the smallest has.',
    ]);
  });

  it('refuses what there is not', () => {
    expect(() => plan(categoriesStudy, { counts: [10], perCategory: 205 })).toThrow(UsageError);
    expect(() => plan(categoriesStudy, { perCategory: 205 })).toThrow('; 0 have so many');
    expect(() => plan(categoriesStudy, { models: ['gbdt'] })).toThrow("no model 'gbdt'");
  });
});

describe('the baselines', () => {
  it('train all recipes on the very same drawings, split by split', () => {
    const { cells, design } = plan(baselinesStudy, { categories: 5, perCategory: 100, draws: 2, splits: 3 });
    expect(cells).toHaveLength(2 * 3 * 6);
    for (let at = 0; at < cells.length; at += 6) {
      const drawings = cells.slice(at, at + 6).map(({ config }) => {
        const { categories, perCategory, splitSeed } = config;
        return JSON.stringify([categories, perCategory, splitSeed]);
      });
      expect(new Set(drawings).size).toBe(1);
    }
    expect(new Set(cells.map(({ config }) => config.splitSeed))).toEqual(new Set([1, 2, 3]));
    expect(design).toMatchObject({ perCategory: 100, eligible: 345 });
  });

  it('take fewer drawings where there are fewer, and say so', () => {
    const folder = listed(5000, 900, 3000, 1000, 50);
    const { design, notes, cells } = plan(baselinesStudy, { categories: 3 }, folder);
    expect(design).toMatchObject({ perCategory: 1000, eligible: 3 });
    expect(notes[0]).toMatch(
      /^2000 drawings of each category were asked for; 3 categories have 1000 or more/,
    );
    expect(cells[0]!.config.categories).toEqual(['aircraft carrier', 'alarm clock', 'ambulance']);
    expect(() => plan(baselinesStudy, { categories: 6 }, folder)).toThrow('6 categories were asked for');
  });

  it('count, of the recipes of a model, the one with the lowest validation loss of each split', () => {
    const outcome = (recipe: string, split: number, loss: number, accuracy: number) => ({
      cell: { factors: { model: 'tuned-mlp', recipe, categories: 2, draw: 1, split } } as unknown as Cell,
      result: result(accuracy, loss),
    });
    const options = baselinesStudy.schema.parse({});
    const [row] = baselinesStudy.summarize(options, [
      outcome('a', 1, 1.2, 0.99),
      outcome('b', 1, 1.1, 0.6),
      outcome('a', 2, 0.9, 0.7),
      outcome('b', 2, 1, 0.99),
    ]);
    expect(row).toMatchObject({ recipe: 'b; a', splits: 2, draws: 1, publishedTestAccuracy: 0.4128 });
    expect(row!.testAccuracy).toBeCloseTo(0.65, 12);
    // s = 0.0707107, s/√2 = 0.05, t(1) = 12.7062.
    expect(row!.testAccuracyLow).toBeCloseTo(0.65 - 0.63531, 5);
    expect(row!.behindBest).toBeNull();
  });

  it('tell how far each model is behind the best, split by split', () => {
    const outcome = (model: string, split: number, accuracy: number) => ({
      cell: { factors: { model, recipe: 'plain', categories: 2, draw: 1, split } } as unknown as Cell,
      result: result(accuracy),
    });
    const [mlp, cnn] = baselinesStudy.summarize(baselinesStudy.schema.parse({}), [
      outcome('mlp', 1, 0.5),
      outcome('cnn', 1, 0.7),
      outcome('mlp', 2, 0.6),
      outcome('cnn', 2, 0.82),
      outcome('mlp', 3, 0.4),
    ]);
    // Differences 0.2 and 0.22: mean 0.21, s/√2 = 0.01, t(1) = 12.7062.
    expect(mlp!.behindBest).toBeCloseTo(0.21, 12);
    expect(mlp!.behindBestHigh).toBeCloseTo(0.21 + 0.127062, 5);
    expect(cnn!.behindBest).toBeNull();
  });
});

describe('summarizeMeasures', () => {
  it('takes the mean of each repetition as one value', () => {
    const row = summarizeMeasures([[result(0.6), result(0.8)], [result(0.7)], [result(0.8)]]);
    // 0.7, 0.7, 0.8: mean 0.733333, s = 0.057735, s/√3 = 0.033333, t(2) = 4.302653.
    expect(row.testAccuracy).toBeCloseTo(0.733333, 6);
    expect(row.testAccuracyHigh).toBeCloseTo(0.733333 + 0.143422, 5);
  });

  it('has no interval of one repetition', () => {
    expect(summarizeMeasures([[result(0.6)]])).toMatchObject({ testAccuracy: 0.6, testAccuracyLow: null });
  });
});

function result(accuracy: number, validationLoss = 1): CellResult {
  const side = { loss: 1, accuracy };
  return { train: side, validation: { loss: validationLoss, accuracy }, test: side } as unknown as CellResult;
}
