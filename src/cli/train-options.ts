import { UsageError } from '../errors.ts';
import type { InitName, NormName, ScheduleName } from '../nn/index.ts';
import type { PresetName, RunOptions, TrainConfig, TrainOptions } from '../train/index.ts';
import { byteSize } from './byte-size.ts';
import { flagName } from './flag-name.ts';
import { integerList } from './integer-list.ts';
import { choice, flag, integer, number, type Parameter, text, type Values } from './parameter.ts';
import { categoriesOption, dataOption } from './shared-options.ts';
import { refuseTreeOptions, treeOptions } from './tree-options.ts';

export const MODELS = ['cnn', 'mlp', 'gbdt'] as const satisfies RunOptions['model'][];
/** What each preset is, a line each. */
const PRESETS: Readonly<Record<PresetName, string>> = {
  cnn: 'the study’s network and training',
  starter: 'the same with averaged weights, for few drawings',
  best: 'wider, batch norm, augmentation, one cycle',
};
const NORMS = ['none', 'batch'] as const satisfies NormName[];
const INITS = ['glorot', 'he'] as const satisfies InitName[];
const OPTIMIZERS = ['adam', 'sgd'] as const satisfies TrainConfig['optimizer'][];
const VIEWS = ['one', 'mirrored'] as const satisfies TrainConfig['views'][];
const SCHEDULES = ['constant', 'cosine', 'one-cycle', 'step'] as const satisfies ScheduleName[];

/** A switch that a preset may set, so that it can be told whether it was given, and be switched off. */
const mirror: Parameter<boolean | undefined> = {
  ...flag('augmentation: mirror every second drawing, left to right'),
  default: undefined,
};

/**
 * What decides what a run computes. None has a default here, so that a preset's value stands where nothing is said; the
 * defaults in the descriptions are those of the configuration's schema.
 */
export const configOptions = {
  preset: choice(Object.keys(PRESETS) as [PresetName, ...PresetName[]], {
    placeholder: 'NAME',
    description: [
      'what holds for all that is not said (default: starter without --data and --categories, else cnn):',
      ...Object.entries(PRESETS).map(([name, what]) => `${name}: ${what}`),
    ].join('\n'),
  }),
  data: dataOption,
  categories: {
    ...categoriesOption,
    description: 'these categories (default: all; of the starter pack ten)',
  },
  perCategory: integer({
    min: 1,
    description: 'drawings of each category, before the split (default: all; of the starter pack’s ten 200)',
  }),
  train: integer({ min: 1, description: 'exact number of drawings to learn from (default: 70%)' }),
  validation: integer({ min: 1, description: 'exact number for choosing when to stop (default: 15%)' }),
  test: integer({ min: 1, description: 'exact number for the final test (default: 15%)' }),
  exclude: text({
    placeholder: 'FILE',
    description: 'names of drawings to leave out, one a line; no others come in their place',
  }),
  labelNoise: number({
    min: 0,
    max: 0.99,
    description: 'share of the labels learned from that are made wrong, others alike (default: 0)',
  }),
  labelNoiseSeed: integer({ min: 0, description: 'seed of which labels, and which wrong ones (default: 1)' }),
  splitSeed: integer({ min: 0, description: 'seed of the split (default: 1)' }),

  width: integer({ min: 1, max: 1024, description: 'cnn: filters of the first convolution (default: 12)' }),
  hidden: integerList({
    placeholder: 'N,N,…',
    description: 'mlp: units of the hidden layers (default: 512,256)',
  }),
  norm: choice(NORMS, { description: 'batch: batch norm after every convolution (default: none)' }),
  init: choice(INITS, { description: 'how weights begin (default: glorot)' }),
  l1: number({ min: 0, description: 'penalty λ·Σ|w| on the convolutions (default: 0)' }),
  l2: number({ min: 0, description: 'penalty λ·Σw² on the convolutions (default: 0)' }),
  dropout: number({
    min: 0,
    max: 0.99,
    description: 'share of the dense part’s inputs dropped (default: 0)',
  }),
  labelSmoothing: number({ min: 0, max: 0.99, description: 'share of the target given to all (default: 0)' }),
  ema: number({
    min: 0,
    max: 0.999999,
    description: 'decay of an average of the weights, which is then used (default: 0, none)',
  }),

  epochs: integer({ min: 1, description: 'most epochs (default: 50)' }),
  patience: integer({
    min: 0,
    description:
      'epochs or rounds without a better validation loss before it stops; 0: never (default: 5, gbdt 0)',
  }),
  batch: integer({ min: 1, max: 65_536, description: 'drawings a step (default: 128)' }),
  optimizer: choice(OPTIMIZERS, { description: 'adam, or sgd with momentum (default: adam)' }),
  learningRate: number({ min: 1e-12, description: 'size of a step (default: 0.001, gbdt 0.1)' }),
  schedule: choice(SCHEDULES, {
    placeholder: 'NAME',
    description: 'of the learning rate: constant, cosine, one-cycle or step (default: constant)',
  }),
  momentum: number({ min: 0, max: 0.999999, description: 'momentum of sgd (default: 0.9)' }),
  weightDecay: number({ min: 0, description: 'decay of the weights, decoupled as in AdamW (default: 0)' }),

  shift: number({
    min: 0,
    max: 14,
    description: 'augmentation: most pixels a drawing is moved (default: 0)',
  }),
  mirror,
  rotation: number({ min: 0, max: 180, description: 'augmentation: most degrees either way (default: 0)' }),
  scale: number({ min: 0, max: 1, description: 'augmentation: most it grows, 0.1 is 10% (default: 0)' }),
  elastic: number({ min: 0, max: 8, description: 'augmentation: most pixels of a distortion (default: 0)' }),

  views: choice(VIEWS, {
    description: 'mirrored: answers look at a drawing and its mirror image (default: one)',
  }),

  seed: integer({ min: 0, description: 'seed of weights, order, dropout, augmentation (default: 1)' }),

  ...treeOptions,
} as const;

/** What a result does not depend on. */
export const machineOptions = {
  threads: integer({ min: 1, max: 256, description: 'threads to compute with (default: one a core)' }),
  memory: byteSize({ description: 'most memory for drawings; more stay on the disk (default: no limit)' }),
} as const;

/** What was said about the run, as the configuration has it. */
export function trainOptionsFrom(
  model: TrainConfig['model'] | undefined,
  said: Omit<Values<typeof configOptions & typeof machineOptions>, 'preset'>,
): TrainOptions {
  refuseForeign(model ?? 'cnn', said);
  refuseTreeOptions(model ?? 'cnn', said);
  const { shift, mirror, rotation, scale, elastic, categories, hidden, ...others } = said;
  return {
    ...others,
    model,
    categories: categories && [...categories],
    hidden: hidden && [...hidden],
    augmentation: { shift, mirror, rotation, scale, elastic },
  };
}

/** @throws UsageError if anything was said that a run which goes on has been told at its beginning. */
export function refuseWithResume(said: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(said).find(key => said[key] !== undefined);
  if (name === undefined) return;
  const given = name === 'model' ? 'MODEL' : flagName(name);
  throw new UsageError(`A run goes on with what it was begun with: ${given} cannot be changed.`, {
    hint: 'Only --epochs, --rounds (gbdt), --patience, --threads and --memory go with --resume. For anything else begin a new run.',
  });
}

/** @throws UsageError for what was said of the other model's layers. */
export function refuseForeign(
  model: TrainConfig['model'],
  said: { width?: unknown; hidden?: unknown },
): void {
  if (model === 'mlp' && said.width !== undefined)
    throw new UsageError('An mlp has no --width.', {
      hint: 'Its layers are told by --hidden, such as 512,256.',
    });
  if (model === 'cnn' && said.hidden !== undefined)
    throw new UsageError('A cnn has no --hidden layers.', {
      hint: 'Its size is told by --width; an mlp takes --hidden.',
    });
}
