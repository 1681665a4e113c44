import { STUDIED_CATEGORIES } from '../../train/index.ts';

const presets = {
  /** Few drawings, so that small networks learn them by heart; the peak shows within three quarters of an hour on two cores. */
  laptop: {
    categories: null,
    widths: [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32],
    regularization: ['none'],
    labelNoise: [0, 0.2],
    samples: [1000],
    validation: 1000,
    test: 5000,
    epochs: 200,
    seeds: 5,
  },
  /** The study's grid, with its own ten categories; it has one seed and no noise. */
  study: {
    categories: STUDIED_CATEGORIES,
    widths: Array.from({ length: 45 }, (_, index) => index + 1),
    regularization: ['none', 'batch', 'l2'],
    labelNoise: [0],
    samples: [8000],
    validation: 1000,
    test: 2000,
    epochs: 200,
    seeds: 1,
  },
} as const;

/** What both have in common: the study's training. */
const SHARED = {
  models: ['cnn'],
  batch: 128,
  optimizer: ['adam'],
  learningRate: null,
  schedule: ['constant'],
} as const;

export type DescentPreset = keyof typeof presets;

export const descentPresets = Object.keys(presets) as [DescentPreset, ...DescentPreset[]];

/** Puts what a preset says where nothing is said; without a name it is `laptop`. What is no object, or names no preset, is left to the schema. */
export function withDescentPreset(said: unknown): unknown {
  if (typeof said !== 'object' || said === null) return said;
  const { preset = 'laptop', ...rest } = said as Readonly<Record<string, unknown>>;
  if (typeof preset !== 'string' || !Object.hasOwn(presets, preset)) return said;
  return { ...SHARED, ...presets[preset as DescentPreset], ...rest };
}
