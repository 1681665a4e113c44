import { UsageError } from '../../errors.ts';
import type { DescentPreset, SummaryRow, Verdict } from '../../studies/index.ts';
import { defineCommand } from '../command.ts';
import { formatCount, formatPercent, formatPlural } from '../format.ts';
import { integerList } from '../integer-list.ts';
import { numberList } from '../number-list.ts';
import { choice, flag, integer, list, number } from '../parameter.ts';
import { lossText, percentText, runStudy, type StudyColumn } from '../run-study.ts';
import { categoriesOption } from '../shared-options.ts';
import { sizeList } from '../size-list.ts';
import { studyOptions } from '../study-options.ts';

const PRESETS: Readonly<Record<DescentPreset, string>> = {
  laptop: '13 widths from 1 to 32, 1,000 drawings, no noise and 20%, 200 epochs, 5 seeds',
  study: 'the study’s: widths 1..45, none, batch, l2, its ten categories, 8,000 drawings, 200 epochs, 1 seed',
};

const right = { align: 'right' } as const;

const COLUMNS: readonly StudyColumn[] = [
  { title: 'model', textOf: modelText },
  { title: 'labels', textOf: ({ labels, labelNoise }) => labelText(String(labels), Number(labelNoise)) },
  { title: 'drawings', ...right, optional: true, textOf: ({ samples }) => formatCount(Number(samples)) },
  { title: 'size', ...right, textOf: ({ size }) => String(size) },
  { title: 'train error', ...right, textOf: row => percentText(row, 'trainError') },
  { title: 'test loss', ...right, textOf: row => lossText(row, 'testLoss') },
  { title: 'test error', ...right, textOf: row => percentText(row, 'testError') },
  { title: 'best epoch’s', ...right, optional: true, textOf: row => percentText(row, 'bestTestError') },
];

function modelText({ model, regularization, training }: SummaryRow): string {
  if (model === 'gbdt') return 'trees';
  return [...(regularization === 'none' ? [] : [regularization]), training].join(', ');
}

function labelText(labels: string, noise: number): string {
  return labels === 'injected' ? `${formatPercent(noise, 0)} wrong` : labels;
}

/** Of what, and what the rule says: `none, adam 0.001, 20% wrong labels, 1,000 drawings, test loss: It …`. */
function verdictText(verdict: Verdict): string {
  const { model, regularization, training, labels, labelNoise, samples, measure, words } = verdict;
  const subject = [
    ...(model === 'gbdt'
      ? ['trees']
      : [regularization === 'none' ? 'no regularization' : regularization, training]),
    labels === 'injected' ? `${formatPercent(Number(labelNoise), 0)} wrong labels` : `${labels} labels`,
    formatPlural(Number(samples), 'drawing'),
    measure === 'testLoss' ? 'test loss' : 'test error',
  ];
  return `${subject.join(', ')}: ${words}`;
}

export const experimentDoubleDescent = defineCommand({
  name: 'experiment double-descent',
  summary: 'the test loss that falls, rises and falls again',
  description:
    'Trains networks of growing width without stopping early, and tells whether their test loss falls, rises and falls ' +
    'again: a peak where a network just learns its drawings by heart. Several kinds of regularization, shares of wrong ' +
    'labels, numbers of drawings, optimizers and seeds make a grid; with intervals over seeds. Without anything said it ' +
    'is the preset laptop, about 35 minutes on two cores. Runs go on side by side, a core each; one that is ' +
    'done is never run again. Ctrl-C stops it cleanly, --resume goes on.',
  arguments: {},
  options: {
    ...studyOptions,
    preset: choice(Object.keys(PRESETS) as [DescentPreset, ...DescentPreset[]], {
      placeholder: 'NAME',
      description: [
        'what holds for all that is not said (default: laptop):',
        ...Object.entries(PRESETS).map(([name, what]) => `${name}: ${what}`),
      ].join('\n'),
    }),
    categories: {
      ...categoriesOption,
      description: 'these categories (default: ten large ones, or the ten largest of the folder)',
    },
    perCategory: integer({
      min: 1,
      description: 'drawings of each category, before the split (default: as many as every one has)',
    }),
    widths: sizeList({ most: 128, description: 'widths of the cnn, such as 1..45 or 1,2,4,8 or log:15' }),
    regularization: list({ description: 'of none, batch, l2 and l1 (default: none)' }),
    l2: number({ min: 1e-12, description: 'λ of λ·Σw² on the convolutions with l2 (default: 1e-5)' }),
    l1: number({ min: 1e-12, description: 'λ of λ·Σ|w| on the convolutions with l1 (default: 1e-5)' }),
    labelNoise: numberList({
      most: 0.9,
      description: 'shares of training labels made wrong (default: 0,0.2)',
    }),
    noiseKind: choice(['symmetric', 'confusion'], {
      description:
        'symmetric: to any other category; confusion: to what networks take the drawing for (default: symmetric)',
    }),
    compare: list({
      description:
        'label sets to compare, of clean (without label issues), natural (as they are) and injected (noise added)',
    }),
    samples: integerList({
      placeholder: 'N,N,…',
      description: 'numbers of training drawings, all categories together (default: 1000)',
    }),
    validation: integer({ min: 1, description: 'most drawings to follow training by (default: 1000)' }),
    test: integer({ min: 1, description: 'most drawings to test on (default: 5000)' }),
    epochs: integer({ min: 1, description: 'epochs of every network (default: 200)' }),
    batch: integer({ min: 1, max: 65_536, description: 'drawings a step (default: 128)' }),
    optimizer: list({
      description:
        'adam, sgd (with momentum), or several; with a rate behind a colon: sgd:0.1 (default: adam)',
    }),
    learningRate: number({ min: 1e-12, description: 'size of a step (default: adam 0.001, sgd 0.05)' }),
    schedule: list({
      description: 'of the learning rate: constant, cosine, one-cycle, step, or several (default: constant)',
    }),
    models: list({ description: 'cnn, gbdt (boosted trees), or both (default: cnn)' }),
    leaves: integerList({
      placeholder: 'N,N,…',
      description: 'gbdt: leaves of a tree (default: 2,4,8,16,32,64,128)',
    }),
    rounds: integer({ min: 1, description: 'gbdt: rounds (default: 200)' }),
    treesLearningRate: number({ min: 1e-12, description: 'gbdt: learning rate (default: 0.1)' }),
    seeds: integer({
      min: 1,
      description: 'repetitions: weights, order and noise of their own (default: 5)',
    }),
    seed: integer({ min: 0, description: 'seed of the first one (default: 1)' }),
    splitSeed: integer({ min: 0, description: 'seed of the split (default: 1)' }),
    yes: flag('begin even if it takes days'),
  },
  examples: [
    {
      command: 'qdl experiment double-descent --data quickdraw',
      does: 'the laptop study, on ten large categories',
    },
    {
      command: 'qdl experiment double-descent --widths 1..8 --epochs 50 --seeds 2 --out studies/first',
      does: 'a minute, on the starter pack',
    },
    {
      command: 'qdl experiment double-descent --data quickdraw --samples 250,500,1000,2000 --label-noise 0.2',
      does: 'do more drawings hurt?',
    },
    {
      command: 'qdl experiment double-descent --data quickdraw --compare clean,natural,injected',
      does: 'are wrong labels the cause?',
    },
    {
      command: 'qdl experiment double-descent --preset study --data quickdraw --yes',
      does: 'the study’s grid',
    },
    { command: 'qdl experiment double-descent --resume latest', does: 'go on with the last one' },
  ],
  async run(context) {
    const { preset, resume } = context.options;
    if (preset !== undefined && resume !== undefined)
      throw new UsageError(
        'A study goes on with what it was begun with: --preset cannot be given with --resume.',
        {
          hint: 'Say what is to be another, such as --seeds or --widths.',
        },
      );
    const { descentStudy } = await import('../../studies/index.ts');
    await runStudy(descentStudy, { columns: COLUMNS, verdictText }, context);
  },
});
