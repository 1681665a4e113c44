import { UsageError } from '../../errors.ts';
import type { RunOptions } from '../../train/index.ts';
import type { CategoriesOptions } from './options.ts';

/** A model at one of its sizes. */
interface ModelSize {
  readonly model: string;
  /** Empty for a model that has none. */
  readonly width: number | '';
  readonly name: string;
  /** The most categories it is asked to tell apart; left out: as many as there are. */
  readonly mostCategories?: number;
  /** What makes it another than its neighbors. */
  readonly config: RunOptions;
}

/** The models that the sweep can take, each at its sizes. To add one, add its line. */
const models: Readonly<Record<string, (options: CategoriesOptions) => readonly ModelSize[]>> = {
  cnn: ({ widths, norm, epochs, patience }) =>
    [...new Set(widths)].map(width => ({
      model: 'cnn',
      width,
      name: `cnn width ${width}`,
      config: { model: 'cnn', width, norm, epochs, patience },
    })),
  mlp: ({ norm, epochs, patience }) => [
    { model: 'mlp', width: '', name: 'mlp', config: { model: 'mlp', norm, epochs, patience } },
  ],
  gbdt: ({ rounds, treesTo }) => [
    { model: 'gbdt', width: '', name: 'gbdt', mostCategories: treesTo, config: { model: 'gbdt', rounds } },
  ],
};

/** The models of a sweep at all their sizes. @throws UsageError for one that it cannot take. */
export function sizesOf(options: CategoriesOptions): ModelSize[] {
  return options.models.flatMap(model => {
    if (!Object.hasOwn(models, model))
      throw new UsageError(`The category sweep has no model '${model}'.`, {
        hint: `It takes ${Object.keys(models).join(' and ')}.`,
      });
    return models[model]!(options);
  });
}
