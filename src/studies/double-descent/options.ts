import { z } from 'zod';
import { withDescentPreset } from './presets.ts';

const count = z.int().min(1);
const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const strength = z.number().gt(0);

const grid = z.strictObject({
  /** Folder of drawings; null is the starter pack. */
  data: z.string().min(1).nullable().default(null),
  /** Null: ten large ones, as far as the folder has them, else its ten largest. */
  categories: z.array(z.string().min(1)).min(2).nullable(),
  /** Drawings of each category, all sides together, before any are chosen; null: as many as every category has. */
  perCategory: count.nullable().default(null),
  models: z.array(z.enum(['cnn', 'gbdt'])).min(1),
  /** Widths of the cnn. */
  widths: z.array(count.max(128)).min(1),
  regularization: z.array(z.enum(['none', 'batch', 'l2', 'l1'])).min(1),
  /** λ of λ·Σw² on the convolutions, where `l2` is. The study's. */
  l2: strength.default(1e-5),
  /** λ of λ·Σ|w| on the convolutions, where `l1` is. */
  l1: strength.default(1e-5),
  /** Shares of the training labels made wrong. */
  labelNoise: z.array(z.number().min(0).max(0.9)).min(1),
  /** `symmetric`: to any other category alike; `confusion`: to what networks take the drawing for. */
  noiseKind: z.enum(['symmetric', 'confusion']).default('symmetric'),
  /** Training labels that are set against each other; null: as they are, and with noise. */
  compare: z
    .array(z.enum(['clean', 'natural', 'injected']))
    .min(1)
    .nullable()
    .default(null),
  /** Numbers of training drawings, all categories together. */
  samples: z.array(count).min(1),
  /** Most drawings to follow training by, and to test on; null: all there are. */
  validation: count.nullable(),
  test: count.nullable(),
  epochs: count,
  batch: count.max(65_536),
  /** `adam` or `sgd`, with a learning rate of its own behind a colon. */
  optimizer: z
    .array(
      z
        .string()
        .regex(/^(adam|sgd)(:\d*\.?\d+(e-?\d+)?)?$/, 'must be adam or sgd, with or without a rate: sgd:0.1'),
    )
    .min(1),
  /** Of optimizers that have none of their own; null: the usual one of each. */
  learningRate: z.number().gt(0).nullable(),
  schedule: z.array(z.enum(['constant', 'cosine', 'one-cycle', 'step'])).min(1),
  /** Leaves of the trees. */
  leaves: z.array(z.int().min(2)).min(1).default([2, 4, 8, 16, 32, 64, 128]),
  /** Rounds of the trees. */
  rounds: count.default(200),
  treesLearningRate: z.number().gt(0).default(0.1),
  /** Repetitions, with other weights, another order and other noise each. */
  seeds: count,
  /** Of the first repetition; each further one adds 1. */
  seed: seed.default(1),
  splitSeed: seed.default(1),
});

/** Options of the double descent laboratory, with all that a preset says filled in. */
export const descentOptionsSchema = z.preprocess(withDescentPreset, grid);

export type DescentOptions = z.output<typeof grid>;
