import type { TrainOptions } from './config.ts';

export const presetNames = ['cnn', 'starter', 'best'] as const;
export type PresetName = (typeof presetNames)[number];

/** Named sets of options; what a user says goes over them. */
const presets: Readonly<Record<PresetName, TrainOptions>> = {
  /** The study's network and its training. */
  cnn: {},
  /**
   * The same on a few hundred drawings, where an epoch is a dozen steps and the validation loss jumps from one to the next:
   * the average of the last twenty steps' weights is evaluated. See docs/decisions/default-run.md.
   */
  starter: { ema: 0.95 },
  /** A modern recipe for the highest accuracy on many categories. */
  best: {
    model: 'cnn',
    width: 32,
    norm: 'batch',
    dropout: 0.2,
    epochs: 28,
    patience: 0,
    schedule: 'one-cycle',
    learningRate: 3e-3,
    weightDecay: 1e-2,
    labelSmoothing: 0.1,
    ema: 0.999,
    views: 'mirrored',
    augmentation: { shift: 1.5, mirror: true, rotation: 9, scale: 0.1 },
  },
};

/** What is meant when no preset is named: the starter pack's for the starter pack as it comes, else the study's. */
export function defaultPreset({ data, categories }: Pick<TrainOptions, 'data' | 'categories'>): PresetName {
  return data == null && categories == null ? 'starter' : 'cnn';
}

/** A preset's options with others over them; what is undefined counts as not said. */
export function withPreset(name: PresetName, options: TrainOptions): TrainOptions {
  const preset = presets[name];
  const augmentation = { ...preset.augmentation, ...said(options.augmentation ?? {}) };
  return { ...preset, ...said(options), augmentation };
}

function said<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
