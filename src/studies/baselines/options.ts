import { z } from 'zod';

const count = z.int().min(1);
const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Options of the comparison of models. The defaults are the study's numbers, as far as there are drawings. */
export const baselinesOptionsSchema = z.strictObject({
  /** Folder of drawings; null is the starter pack. */
  data: z.string().min(1).nullable().default(null),
  categories: count.min(2).default(50),
  /** Drawings of each category, all sides together; fewer where there are fewer. */
  perCategory: count.default(2000),
  /** Random choices of categories. */
  draws: count.default(1),
  /** Splits of the drawings of each draw, each with its own seed. */
  splits: count.default(3),
  models: z.array(z.string()).min(1).default(['mlp', 'tuned-mlp', 'cnn']),
  /** Width of the cnn. */
  width: count.max(1024).default(24),
  /** Most epochs of models that stop early. */
  epochs: count.default(60),
  patience: z.int().min(0).default(5),
  /** Of weights, order and draws. */
  seed: seed.default(1),
});

export type BaselinesOptions = z.output<typeof baselinesOptionsSchema>;
