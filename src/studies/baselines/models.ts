import { UsageError } from '../../errors.ts';
import type { TrainOptions } from '../../train/index.ts';
import type { BaselinesOptions } from './options.ts';

/** A way to train a model. Of several, the one with the lowest validation loss counts. */
export interface Recipe {
  readonly name: string;
  /** A model that cells can have. */
  readonly model: string;
  readonly config: TrainOptions;
}

/** A model of the comparison. */
export interface Baseline {
  /** What the study that this repeats found: test accuracy on 50 categories with 2,000 drawings each. */
  readonly published: number;
  readonly recipes: (options: BaselinesOptions) => readonly Recipe[];
}

/**
 * What an untuned dense network lacks: batch norm, dropout, and a learning rate that rises and falls, all with decoupled
 * weight decay. The search is over what depends most on the drawings, size and dropout; each split is searched by itself,
 * on its validation side.
 */
function tunedDense(): Recipe[] {
  const sizes = [
    [512, 256],
    [1024, 512],
  ];
  return sizes.flatMap(hidden =>
    [0.2, 0.4].map(dropout => ({
      name: `${hidden.join('-')} dropout ${dropout}`,
      model: 'mlp',
      config: {
        model: 'mlp' as const,
        hidden,
        dropout,
        norm: 'batch' as const,
        schedule: 'one-cycle' as const,
        learningRate: 3e-3,
        weightDecay: 1e-2,
        epochs: 25,
        patience: 0,
      },
    })),
  );
}

/** The models that can be compared. To add one, add its line. */
export const baselines: Readonly<Record<string, Baseline>> = {
  mlp: {
    published: 0.4128,
    recipes: ({ epochs, patience }) => [
      { name: 'plain', model: 'mlp', config: { model: 'mlp', epochs, patience } },
    ],
  },
  'tuned-mlp': { published: 0.4128, recipes: tunedDense },
  cnn: {
    published: 0.7203,
    recipes: ({ width, epochs, patience }) => [
      { name: `width ${width}`, model: 'cnn', config: { model: 'cnn', width, epochs, patience } },
    ],
  },
};

/** @throws UsageError for a model that cannot be compared. */
export function baselineOf(name: string): Baseline {
  const baseline = Object.hasOwn(baselines, name) ? baselines[name] : undefined;
  if (baseline !== undefined) return baseline;
  throw new UsageError(`There is no model '${name}' among the baselines.`, {
    hint: `There are ${Object.keys(baselines).join(', ')}.`,
  });
}
