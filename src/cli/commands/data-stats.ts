import { defineCommand } from '../command.ts';
import { readingProgress } from '../reading-progress.ts';
import { categoriesOption, dataOption, seedOption } from '../shared-options.ts';
import { tellStatistics } from '../tell-statistics.ts';

export const dataStats = defineCommand({
  name: 'data stats',
  summary: 'count drawings, ink, duplicates and sides of the split',
  description:
    'Reads every drawing of a folder and counts: drawings, mean ink, the emptiest and the densest drawing ' +
    '(pixels with ink of 784), duplicates, and the sides of the split by content that training makes.',
  arguments: {},
  options: {
    data: dataOption,
    categories: categoriesOption,
    seed: { ...seedOption, description: 'seed of the split' },
  },
  examples: [{ command: 'qdl data stats --data quickdraw --categories cat,dog', does: 'two categories' }],
  async run({ options: { data, categories, seed }, output, signal, clock }) {
    const { starterFolder, surveyFolder } = await import('../../data/node/index.ts');
    const onProgress = readingProgress(output, clock);
    const survey = await surveyFolder(data ?? starterFolder, {
      categories,
      splitSeed: seed,
      signal,
      onProgress,
    });
    tellStatistics(survey, output);
  },
});
