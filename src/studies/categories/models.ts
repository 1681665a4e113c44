import { UsageError } from '../../errors.ts';
import type { TrainOptions } from '../../train/index.ts';
import type { CategoriesOptions } from './options.ts';

/** A model at one of its sizes. */
interface ModelSize {
  readonly model: string;
  /** Empty for a model that has none. */
  readonly width: number | '';
  readonly name: string;
  /** What makes it another than its neighbors. */
  readonly config: TrainOptions;
}

/** The models that the sweep can take, each at its sizes. To add one, add its line. */
const models: Readonly<Record<string, (options: CategoriesOptions) => readonly ModelSize[]>> = {
  cnn: ({ widths }) =>
    [...new Set(widths)].map(width => ({
      model: 'cnn',
      width,
      name: `cnn width ${width}`,
      config: { model: 'cnn', width },
    })),
  mlp: () => [{ model: 'mlp', width: '', name: 'mlp', config: { model: 'mlp' } }],
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
