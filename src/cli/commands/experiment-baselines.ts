import { defineCommand } from '../command.ts';
import { formatPercent } from '../format.ts';
import { integer, list } from '../parameter.ts';
import { percentText, runStudy, type StudyColumn } from '../run-study.ts';
import { studyOptions } from '../study-options.ts';

const right = { align: 'right' } as const;

const COLUMNS: readonly StudyColumn[] = [
  { title: 'model', textOf: ({ model }) => String(model) },
  { title: 'test accuracy', ...right, textOf: row => percentText(row, 'testAccuracy') },
  {
    title: 'published',
    ...right,
    textOf: ({ publishedTestAccuracy }) => formatPercent(Number(publishedTestAccuracy), 2),
  },
  { title: 'behind best', ...right, textOf: row => percentText(row, 'behindBest') },
  { title: 'on train', ...right, optional: true, textOf: row => percentText(row, 'trainAccuracy') },
  { title: 'draws', ...right, optional: true, textOf: ({ draws }) => String(draws) },
  { title: 'splits', ...right, optional: true, textOf: ({ splits }) => String(splits) },
  { title: 'recipe', optional: true, textOf: ({ recipe }) => String(recipe) },
];

export const experimentBaselines = defineCommand({
  name: 'experiment baselines',
  summary: 'which kind of model is best on the same drawings',
  description:
    'Trains boosted trees (gbdt), a dense network as it comes (mlp), one that is tuned (tuned-mlp: batch norm, dropout and a schedule; the best ' +
    'of four on the validation side) and a convolutional network on the same drawings, split in the same ways, and tells ' +
    'their test accuracies with 95 % intervals, over draws of categories or, with one draw, over splits.',
  arguments: {},
  options: {
    ...studyOptions,
    categories: integer({ min: 2, description: 'number of categories, chosen at random (default: 50)' }),
    perCategory: integer({
      min: 1,
      description:
        'drawings of each category, before the split (default: 2000, or as many as so many categories have)',
    }),
    draws: integer({ min: 1, description: 'random choices of the categories (default: 1)' }),
    splits: integer({ min: 1, description: 'splits of the drawings of each draw (default: 3)' }),
    models: list({ description: 'of gbdt, mlp, tuned-mlp and cnn (default: all)' }),
    width: integer({ min: 1, max: 1024, description: 'width of the cnn (default: 24)' }),
    epochs: integer({ min: 1, description: 'most epochs of networks that stop early (default: 60)' }),
    rounds: integer({ min: 1, description: 'rounds of the trees (default: 60)' }),
    patience: integer({
      min: 0,
      description: 'epochs without a better validation loss before they stop; 0: never (default: 5)',
    }),
    seed: integer({ min: 0, description: 'seed of draws, weights and order (default: 1)' }),
  },
  examples: [
    { command: 'qdl experiment baselines --data quickdraw', does: '50 categories, three splits' },
    {
      command: 'qdl experiment baselines --data quickdraw --categories 20 --draws 5 --splits 1',
      does: 'how much the choice of categories matters',
    },
    {
      command: 'qdl experiment baselines --categories 8 --per-category 200 --width 8 --epochs 20',
      does: 'in a minute, on the starter pack',
    },
  ],
  async run(context) {
    const { baselinesStudy } = await import('../../studies/index.ts');
    await runStudy(baselinesStudy, { columns: COLUMNS }, context);
  },
});
