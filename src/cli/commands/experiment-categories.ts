import { defineCommand } from '../command.ts';
import { formatCount } from '../format.ts';
import { integerList } from '../integer-list.ts';
import { choice, integer, list } from '../parameter.ts';
import { lossText, percentText, runStudy, type StudyColumn } from '../run-study.ts';
import { studyOptions } from '../study-options.ts';

const right = { align: 'right' } as const;

const COLUMNS: readonly StudyColumn[] = [
  { title: 'model', textOf: ({ model }) => String(model) },
  { title: 'width', ...right, textOf: ({ width }) => String(width ?? '') },
  { title: 'categories', ...right, textOf: ({ categories }) => formatCount(Number(categories)) },
  { title: 'draws', ...right, optional: true, textOf: ({ draws }) => String(draws) },
  { title: 'test accuracy', ...right, textOf: row => percentText(row, 'testAccuracy') },
  { title: 'on train', ...right, textOf: row => percentText(row, 'trainAccuracy') },
  { title: 'test loss', ...right, optional: true, textOf: row => lossText(row, 'testLoss') },
  { title: 'on train', ...right, optional: true, textOf: row => lossText(row, 'trainLoss') },
];

export const experimentCategories = defineCommand({
  name: 'experiment categories',
  summary: 'how accuracy falls as categories are added',
  description:
    'Trains networks of several widths, and boosted trees, on more and more categories, and tells accuracy and loss on the training and on ' +
    'the test side, with 95 % intervals over draws of categories. Runs go on side by side, a core each; one that is ' +
    'done is never run again. Ctrl-C stops it cleanly, --resume goes on. Without anything said it takes about ' +
    'ten minutes on two cores for 345 categories.',
  arguments: {},
  options: {
    ...studyOptions,
    counts: integerList({
      placeholder: 'N,N,…',
      description: 'numbers of categories (default: 10,25,50,100,200,345 as far as the folder goes)',
    }),
    widths: integerList({ placeholder: 'K,K,…', description: 'widths of the cnn (default: 4,8,12,24)' }),
    models: list({ description: 'of cnn, mlp and gbdt (default: cnn,gbdt)' }),
    draws: integer({ min: 1, description: 'random choices of the categories (default: 1)' }),
    perCategory: integer({
      min: 1,
      description: 'drawings of each category, before the split (default: 200, or as many as every one has)',
    }),
    norm: choice(['none', 'batch'], {
      description: 'batch: batch norm before every activation (default: none)',
    }),
    epochs: integer({ min: 1, description: 'most epochs of a network (default: 60)' }),
    rounds: integer({ min: 1, description: 'rounds of the trees (default: 60)' }),
    treesTo: integer({
      min: 1,
      description: 'most categories for trees, whose time grows with their square (default: 50)',
    }),
    patience: integer({
      min: 0,
      description: 'epochs without a better validation loss before a network stops; 0: never (default: 5)',
    }),
    seed: integer({ min: 0, description: 'seed of draws, weights and order (default: 1)' }),
    splitSeed: integer({ min: 0, description: 'seed of the split (default: 1)' }),
  },
  examples: [
    { command: 'qdl experiment categories --data quickdraw', does: 'to 345 categories' },
    {
      command: 'qdl experiment categories --data quickdraw --counts 10,25,50 --draws 5 --out studies/draws',
      does: 'five draws, for intervals',
    },
    {
      command: 'qdl experiment categories --counts 5,10,15 --widths 4,8 --epochs 10',
      does: 'in a minute, on the starter pack',
    },
    { command: 'qdl experiment categories --resume latest', does: 'go on with the last one' },
  ],
  async run(context) {
    const { categoriesStudy } = await import('../../studies/index.ts');
    await runStudy(categoriesStudy, { columns: COLUMNS }, context);
  },
});
