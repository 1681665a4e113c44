import type { ListedCategory } from '../../data/node/index.ts';
import { UsageError } from '../../errors.ts';
import { completeConfig, type TrainConfig, type TrainOptions } from '../../train/index.ts';
import { inOfficialOrder } from '../draw-categories.ts';
import type { CleaningOptions } from './options.ts';

/** Categories with thousands of drawings, some of them alike, some with many careless ones. */
const CATEGORIES = [
  'airplane',
  'smiley face',
  'star',
  'cat',
  'dog',
  'circle',
  'skull',
  'rainbow',
  'bird',
  'square',
];
const PER_CATEGORY = 900;

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

/** Every network of the study but for its seed and labels. @throws UsageError for what the drawings cannot give. */
export function networkOf(options: CleaningOptions, listed: readonly ListedCategory[]): TrainConfig {
  const counts = new Map(listed.map(({ name, count }) => [name, count]));
  const categories = options.categories ?? defaultCategories(listed);
  for (const name of categories)
    if (!counts.has(name))
      throw new UsageError(`The drawings have no category '${name}'.`, {
        hint: 'Name others with --categories, or another folder with --data.',
      });
  const smallest = Math.min(...categories.map(name => counts.get(name)!));
  return completeConfig({
    ...presets[options.preset],
    data: options.data,
    categories: inOfficialOrder(categories),
    perCategory: options.perCategory ?? Math.min(PER_CATEGORY, smallest),
    epochs: options.epochs,
    patience: options.patience,
    seed: options.seed,
    splitSeed: options.splitSeed,
  });
}

function defaultCategories(listed: readonly ListedCategory[]): string[] {
  const names = new Set(listed.map(({ name }) => name));
  const usual = CATEGORIES.filter(name => names.has(name));
  return usual.length >= 2 ? usual : [...names].slice(0, CATEGORIES.length);
}
