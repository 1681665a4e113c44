import { z } from 'zod';
import { initNames, normNames, scheduleNames } from '../nn/index.ts';
import { count, drawingsShape, seed } from './drawings-config.ts';

const share = z.number().min(0).lt(1);

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

/** Everything that decides what a network's run computes, with all defaults. */
export const trainConfigSchema = z.strictObject({
  ...drawingsShape,

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

/** A configuration of which anything may be left out. */
export type TrainOptions = z.input<typeof trainConfigSchema>;

export type Augmentation = TrainConfig['augmentation'];
