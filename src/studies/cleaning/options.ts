import { z } from 'zod';

const count = z.int().min(1);
const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Options of the study of cleaning. The defaults take at most twenty minutes on two cores. */
export const cleaningOptionsSchema = z.strictObject({
  /** Folder of drawings; null is the starter pack. */
  data: z.string().min(1).nullable().default(null),
  /** Null: ten large ones, as far as the folder has them. */
  categories: z.array(z.string().min(1)).min(2).nullable().default(null),
  /** Drawings of each category, all sides together; null: 900, or as many as every category has. */
  perCategory: count.nullable().default(null),
  /** Share of labels of the train and validation sides that become wrong. */
  noise: z.number().gt(0).max(0.5).default(0.1),
  /** `confusion`: which label goes by what networks take the drawings for; `symmetric`: any alike. */
  noiseKind: z.enum(['confusion', 'symmetric']).default('confusion'),
  /** Repetitions, with other noise and other weights each. */
  seeds: count.default(5),
  folds: z.int().min(2).max(100).default(5),
  /** Cross-validations whose probabilities are averaged. */
  repeats: count.max(20).default(1),
  /** How much more probable another category has to be than the label, for a flagged drawing to be left out. */
  margin: z.number().min(0).max(1).default(0.7),
  preset: z.enum(['cnn', 'augmented']).default('cnn'),
  epochs: count.default(60),
  patience: z.int().min(0).default(5),
  /** Of the first repetition; each further one adds 1. */
  seed: seed.default(1),
  splitSeed: seed.default(1),
});

export type CleaningOptions = z.output<typeof cleaningOptionsSchema>;
