import { defineCommand } from '../command.ts';
import { choice, integer, list, number } from '../parameter.ts';
import { runCleaning } from '../run-cleaning.ts';
import { studyOptions } from '../study-options.ts';

const { keepRuns: _, ...options } = studyOptions;

export const experimentClean = defineCommand({
  name: 'experiment clean',
  summary: 'whether wrong labels are found, and what removing them is good for',
  description:
    'Makes labels wrong in the shape of a network’s confusions, finds them again by confident learning, and tells ' +
    'precision and recall; then trains without what was flagged and, beside it, without as many drawings chosen at ' +
    'random, on the same test drawings, with injected noise and with the labels as they are. Test labels stay as they ' +
    'are. Ctrl-C stops it cleanly, --resume goes on.',
  arguments: {},
  options: {
    ...options,
    categories: list({
      placeholder: 'a,b,…',
      description: 'these categories (default: ten large ones, as far as the folder has them)',
    }),
    perCategory: integer({
      min: 1,
      description:
        'drawings of each category, of which 85% are learned from (default: 900, or as many as every one has)',
    }),
    noise: number({ min: 0.001, max: 0.5, description: 'share of labels that become wrong (default: 0.1)' }),
    noiseKind: choice(['confusion', 'symmetric'], {
      description:
        'confusion: into what networks take the drawings for; symmetric: into any (default: confusion)',
    }),
    seeds: integer({ min: 1, description: 'repetitions, with other noise and weights each (default: 5)' }),
    folds: integer({ min: 2, max: 100, description: 'folds of a cross-validation (default: 5)' }),
    repeats: integer({
      min: 1,
      max: 20,
      description: 'cross-validations whose probabilities are averaged (default: 1)',
    }),
    margin: number({
      min: 0,
      max: 1,
      description:
        'leaves out what is flagged if another category is so much more probable; 0: all that is flagged (default: 0.7)',
    }),
    preset: choice(['cnn', 'augmented'], {
      description:
        'cnn: the study’s network; augmented: wider, batch norm, augmentation, averaged weights (default: cnn)',
    }),
    epochs: integer({ min: 1, description: 'most epochs of a run (default: 60)' }),
    patience: integer({
      min: 0,
      description: 'epochs without a better validation loss before a run stops; 0: never (default: 5)',
    }),
    seed: integer({ min: 0, description: 'seed of the first repetition (default: 1)' }),
    splitSeed: integer({ min: 0, description: 'seed of the split (default: 1)' }),
  },
  examples: [
    { command: 'qdl experiment clean --data quickdraw', does: 'ten categories, 900 drawings of each' },
    {
      command: 'qdl experiment clean --seeds 2 --epochs 10',
      does: 'a taste, on the starter pack',
    },
    { command: 'qdl experiment clean --resume latest', does: 'go on with the last one' },
  ],
  run: runCleaning,
});
