import type { ListedCategory } from '../../data/node/index.ts';
import { UsageError } from '../../errors.ts';
import { completeConfig, type TrainConfig, type TrainOptions } from '../../train/index.ts';
import { refuseTooFewDrawings } from '../cross-validate.ts';
import { inOfficialOrder } from '../draw-categories.ts';
import { LARGE_CATEGORIES } from '../large-categories.ts';
import type { CleaningOptions } from './options.ts';

/** Drawings of each category, of which networks learn from the train and validation sides. */
const PER_CATEGORY = 900;
/** Where there are as many, of which the test side is taken: a small one could not tell small differences. */
const PER_CATEGORY_TESTED = 5000;
/** Of all drawings, those that are on the train and validation sides. */
const LEARNED_SHARE = 0.85;

const presets: Readonly<Record<CleaningOptions['preset'], TrainOptions>> = {
  /** The study's network. */
  cnn: {},
  /** Better probabilities for a few times the work. */
  augmented: {
    width: 16,
    norm: 'batch',
    dropout: 0.2,
    ema: 0.98,
    augmentation: { shift: 1.5, mirror: true, rotation: 9, scale: 0.1 },
  },
};

/** What all networks of the study have in common. */
export interface CleaningPlan {
  /** All but seeds. Its drawings are tested on; learned from are some of them. */
  readonly config: TrainConfig;
  /** Drawings of each category on the train and validation sides together. */
  readonly learnedPerCategory: number;
}

/** Plans the networks of the study. @throws UsageError for what the drawings cannot give. */
export function planCleaning(options: CleaningOptions, listed: readonly ListedCategory[]): CleaningPlan {
  const counts = new Map(listed.map(({ name, count }) => [name, count]));
  const categories = options.categories ?? defaultCategories(listed);
  for (const name of categories)
    if (!counts.has(name))
      throw new UsageError(`The drawings have no category '${name}'.`, {
        hint: 'Name others with --categories, or another folder with --data.',
      });
  const smallest = Math.min(...categories.map(name => counts.get(name)!));
  const perCategory = options.perCategory ?? Math.min(PER_CATEGORY, smallest);
  const config = completeConfig({
    ...presets[options.preset],
    data: options.data,
    categories: inOfficialOrder(categories),
    perCategory: Math.max(perCategory, Math.min(PER_CATEGORY_TESTED, smallest)),
    epochs: options.epochs,
    patience: options.patience,
    seed: options.seed,
    splitSeed: options.splitSeed,
  });
  const learnedPerCategory = Math.round(LEARNED_SHARE * perCategory);
  refuseTooFewDrawings(learnedPerCategory * categories.length, options.folds);
  return { config, learnedPerCategory };
}

function defaultCategories(listed: readonly ListedCategory[]): string[] {
  const names = new Set(listed.map(({ name }) => name));
  const usual = LARGE_CATEGORIES.filter(name => names.has(name));
  return usual.length >= 2 ? usual : [...names].slice(0, LARGE_CATEGORIES.length);
}
