import { defineCommand } from '../command.ts';
import { flag, integer, text } from '../parameter.ts';
import { runArgument } from '../shared-options.ts';
import { tellConfusions } from '../tell-confusions.ts';

export const confusions = defineCommand({
  name: 'confusions',
  summary: 'list what a trained network takes for what',
  description:
    'Lists the pairs of categories that a run confuses most on its test side: the share of the drawings of the first that ' +
    'were taken for the second, with its 95% interval. It is read from the run’s saved predictions.',
  arguments: { run: runArgument },
  options: {
    top: integer({ min: 1, default: 20, description: 'pairs to list' }),
    symmetric: flag('count both directions of a pair together'),
    category: text({ placeholder: 'NAME', description: 'only pairs with this category' }),
    least: integer({ min: 1, default: 1, description: 'leave out pairs with fewer confused drawings' }),
  },
  examples: [
    { command: 'qdl confusions latest', does: 'the twenty worst pairs of the last run' },
    {
      command: 'qdl confusions latest --category cake',
      does: 'what cakes are taken for, and what is taken for a cake',
    },
  ],
  async run({ arguments: { run }, options: { top, symmetric, category, least }, output }) {
    const { listConfusions } = await import('../../report/index.ts');
    const { findRun } = await import('../../train/index.ts');
    const options = { limit: top, isSymmetric: symmetric, category, leastCount: least };
    tellConfusions(await listConfusions(await findRun(run), options), symmetric, output);
  },
});
