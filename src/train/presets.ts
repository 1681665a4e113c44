import type { TrainOptions } from './config.ts';

/** The study's ten categories of the double-descent experiment, all in the starter pack. */
const studyCategories = [
  'rainbow',
  'lighthouse',
  'giraffe',
  'eyeglasses',
  'tooth',
  'teapot',
  'sock',
  'camouflage',
  'cow',
  'couch',
];

/** What is trained on when nothing is said about data: a minute's worth of the starter pack. */
export const starterSelection = { categories: studyCategories, perCategory: 200 } satisfies TrainOptions;

export const presetNames = ['cnn', 'best'] as const;
export type PresetName = (typeof presetNames)[number];

/** Named sets of options; what a user says goes over them. */
export const presets: Readonly<Record<PresetName, TrainOptions>> = {
  /** The study's network and its training. */
  cnn: {},
  /** A modern recipe for the highest accuracy on many categories. */
  best: {
    model: 'cnn',
    width: 24,
    norm: 'batch',
    dropout: 0.3,
    epochs: 30,
    patience: 0,
    schedule: 'one-cycle',
    learningRate: 4e-3,
    weightDecay: 1e-2,
    labelSmoothing: 0.1,
    ema: 0.999,
    augmentation: { shift: 2, mirror: true, rotation: 10, scale: 0.1 },
  },
};
