import { defineCommand } from '../command.ts';
import { integer, number, text } from '../parameter.ts';
import { runArgument } from '../shared-options.ts';
import { tellWorst } from '../tell-worst.ts';

export const worst = defineCommand({
  name: 'worst',
  summary: 'list the drawings that a trained network knows least',
  description:
    'Lists the test drawings of a run whose category its network thought least likely, with what it took them for. On a ' +
    'terminal with colors they are shown. It is read from the run’s saved predictions.',
  arguments: { run: runArgument },
  options: {
    top: integer({ min: 1, default: 12, description: 'drawings to list' }),
    percentile: number({
      min: 0,
      max: 100,
      description: 'those around the worst X percent, in place of the very worst',
    }),
    category: text({ placeholder: 'NAME', description: 'only drawings of this category' }),
  },
  examples: [
    { command: 'qdl worst latest', does: 'the twelve worst drawings of the last run' },
    { command: 'qdl worst latest --percentile 5 --top 48', does: 'the band that the study shows' },
  ],
  async run({ arguments: { run }, options: { top, percentile, category }, output }) {
    const { listWorst } = await import('../../report/index.ts');
    const { findRun } = await import('../../train/index.ts');
    tellWorst(await listWorst(await findRun(run), { limit: top, percentile, category }), output);
  },
});
