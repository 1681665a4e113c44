import { defineCommand } from '../command.ts';
import { readingProgress } from '../reading-progress.ts';
import { categoriesOption, dataOption } from '../shared-options.ts';
import { tellVerdict } from '../tell-verdict.ts';

export const dataVerify = defineCommand({
  name: 'data verify',
  summary: 'read every drawing and say what is broken or odd',
  description:
    'Reads every file of a folder from end to end and checks its shape, its values, the empty ring of pixels around ' +
    'published drawings, and duplicates within and between categories. Ends with exit code 1 if something is broken.',
  arguments: {},
  options: { data: dataOption, categories: categoriesOption },
  examples: [{ command: 'qdl data verify --data quickdraw', does: 'check what was downloaded' }],
  async run({ options: { data, categories }, output, signal, clock }) {
    const { starterFolder, verifyFolder } = await import('../../data/node/index.ts');
    const onProgress = readingProgress(output, clock);
    tellVerdict(
      await verifyFolder(data ?? starterFolder, { categories, splitSeed: 0, signal, onProgress }),
      output,
    );
  },
});
