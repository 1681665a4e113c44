import { z } from 'zod';

const count = z.int().min(1);
const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/**
 * Options of the category sweep. The defaults take about ten minutes on two cores, on all 345 categories with
 * two hundred drawings each; the study's own scale is `perCategory: 16000` and no limit of epochs that is ever reached.
 */
export const categoriesOptionsSchema = z.strictObject({
  /** Folder of drawings; null is the starter pack. */
  data: z.string().min(1).nullable().default(null),
  /** Numbers of categories; null: 10, 25, 50, 100, 200, 345 as far as the folder goes. */
  counts: z.array(count.min(2)).min(1).nullable().default(null),
  models: z.array(z.string()).min(1).default(['cnn', 'gbdt']),
  /** Widths of the cnn. */
  widths: z.array(count.max(1024)).min(1).default([4, 8, 12, 24]),
  /** Random choices of categories. */
  draws: count.default(1),
  /** Drawings of each category, all sides together; null: 200, or as many as every category has. */
  perCategory: count.nullable().default(null),
  norm: z.enum(['none', 'batch']).default('none'),
  epochs: count.default(60),
  patience: z.int().min(0).default(5),
  /** Rounds of the trees, which do not stop early. */
  rounds: count.default(60),
  /** Most categories for trees: a tree a category and round, so that their time grows with the square of the number of categories. */
  treesTo: count.default(50),
  /** Of weights and order in draw 1, and of the draws; each further draw adds 1 for its weights. */
  seed: seed.default(1),
  splitSeed: seed.default(1),
});

export type CategoriesOptions = z.output<typeof categoriesOptionsSchema>;
