import { defineCommand } from '../command.ts';
import { categoriesOption, dataOption } from '../shared-options.ts';
import { tellListing } from '../tell-listing.ts';

export const dataList = defineCommand({
  name: 'data list',
  summary: 'list categories with their counts, formats and files',
  description: 'Lists the categories of a folder of drawings with their counts, formats and files.',
  arguments: {},
  options: { data: dataOption, categories: categoriesOption },
  examples: [
    { command: 'qdl data list', does: 'what the starter pack holds' },
    { command: 'qdl data list --data quickdraw', does: 'what was downloaded' },
  ],
  async run({ options: { data, categories }, output }) {
    const { listFolder, starterFolder } = await import('../../data/node/index.ts');
    tellListing(await listFolder(data ?? starterFolder, { categories }), output);
  },
});
