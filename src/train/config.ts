import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { initNames, normNames, scheduleNames } from '../nn/index.ts';
import { selectFromStarter } from './starter-selection.ts';

const count = z.int().min(1);
const share = z.number().min(0).lt(1);
const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** How far a drawing is moved at random before each training step; zeros leave it as it is. */
const augmentationSchema = z.strictObject({
  /** Most pixels to the side and up or down. */
  shift: z.number().min(0).max(14).default(0),
  /** Mirror every second drawing, left to right. */
  mirror: z.boolean().default(false),
  /** Most degrees either way. */
  rotation: z.number().min(0).max(180).default(0),
  /** Most that it grows or shrinks: 0.1 is from 1/1.1 to 1.1. */
  scale: z.number().min(0).max(1).default(0),
  /** Most pixels that a point of the 6×6 grid of an elastic distortion moves. */
  elastic: z.number().min(0).max(8).default(0),
});

/** Everything that decides what a run computes, with all defaults. It stands in run.json. */
export const trainConfigSchema = z.strictObject({
  /** Folder of drawings; null is the starter pack. */
  data: z.string().min(1).nullable().default(null),
  /** In the order of their labels; null is every category there is. */
  categories: z.array(z.string().min(1)).min(1).nullable().default(null),
  /** Drawings of each category, all sides together; null is all. */
  perCategory: count.nullable().default(null),
  /** Exact numbers of drawings of the sides; null is what there is. */
  train: count.nullable().default(null),
  validation: count.nullable().default(null),
  test: count.nullable().default(null),
  /** File with names of drawings to leave out, one a line. */
  exclude: z.string().min(1).nullable().default(null),

  model: z.enum(['cnn', 'mlp']).default('cnn'),
  /** Filters of the first convolution (cnn). */
  width: count.max(1024).default(12),
  /** Units of the hidden layers (mlp). */
  hidden: z.array(count.max(65_536)).max(16).default([512, 256]),
  norm: z.enum(normNames).default('none'),
  /** λ of λ·Σ|w| over the penalized kernels. */
  l1: z.number().min(0).default(0),
  /** λ of λ·Σw² over the penalized kernels. */
  l2: z.number().min(0).default(0),
  init: z.enum(initNames).default('glorot'),
  /** Share of the dense part's inputs set to zero in training. */
  dropout: share.default(0),

  /** Most epochs. */
  epochs: count.default(50),
  /** Epochs without a better validation loss before it stops; 0: never stops early. */
  patience: z.int().min(0).default(5),
  batch: count.max(65_536).default(128),
  optimizer: z.enum(['adam', 'sgd']).default('adam'),
  learningRate: z.number().gt(0).default(1e-3),
  schedule: z.enum(scheduleNames).default('constant'),
  /** Of sgd. */
  momentum: share.default(0.9),
  /** Decoupled (AdamW): kernels lose this share times the learning rate each step. */
  weightDecay: z.number().min(0).default(0),
  labelSmoothing: share.default(0),
  /** Decay of the moving average of the weights that is evaluated in their place; 0: none. */
  ema: share.default(0),
  augmentation: augmentationSchema.prefault({}),

  /** What is looked at to answer: the drawing, or its mirror image too. Training looks at drawings. */
  views: z.enum(['one', 'mirrored']).default('one'),

  /** Of weights, order, dropout and augmentation. */
  seed: seed.default(1),
  /** Of the split. */
  splitSeed: seed.default(1),
  /** Null: one a core. The result does not depend on it. */
  threads: count.max(256).nullable().default(null),
  /** Most bytes of memory for drawings; null: all are loaded. The result does not depend on it. */
  memory: count.nullable().default(null),
});

export type TrainConfig = z.output<typeof trainConfigSchema>;
export type Augmentation = TrainConfig['augmentation'];

/** A configuration of which anything may be left out. */
export type TrainOptions = z.input<typeof trainConfigSchema>;

/**
 * Fills in what is left out.
 * @throws UsageError that names the first value that makes no sense.
 */
export function completeConfig(options: TrainOptions): TrainConfig {
  const parsed = trainConfigSchema.safeParse(options);
  if (parsed.success) return selectFromStarter(parsed.data);
  const { path, message } = parsed.error.issues[0]!;
  const name = path.length === 0 ? 'the configuration' : path.join('.');
  throw new UsageError(`The configuration makes no sense: ${name}: ${message}.`);
}
