import { defineCommand } from '../command.ts';
import { text } from '../parameter.ts';
import { tellRuns } from '../tell-runs.ts';

export const runs = defineCommand({
  name: 'runs',
  summary: 'list the runs there are',
  description:
    'Lists the runs of a folder, the newest first, with their test accuracy; damaged ones are named.',
  arguments: {},
  options: { dir: text({ placeholder: 'DIR', description: 'the folder of runs', default: 'runs' }) },
  examples: [{ command: 'qdl runs --json', does: 'all there is to know, for another program' }],
  async run({ options: { dir }, output }) {
    const { listRuns } = await import('../../train/index.ts');
    tellRuns(await listRuns(dir), dir, output);
  },
});
