import { defineCommand } from '../command.ts';
import { number } from '../parameter.ts';
import { reportProgress } from '../report-progress.ts';
import { runArgument } from '../shared-options.ts';
import { tellReport } from '../tell-report.ts';
import { machineOptions } from '../train-options.ts';

export const report = defineCommand({
  name: 'report',
  summary: 'make a page with everything about a run: report.html',
  description:
    'Writes report.html into the run’s directory, one page that needs nothing else, and its figures as SVG and PNG into ' +
    'figures: learning curves, what is taken for what, accuracy by category, calibration, the worst and the best ' +
    'drawings, what the network looks at. It is made from the run’s files; only the first time the network is asked ' +
    'again, for what these do not tell.',
  arguments: { run: runArgument },
  options: {
    percentile: number({
      min: 0,
      max: 100,
      default: 5,
      description: 'the drawings around the worst X percent are shown',
    }),
    threads: machineOptions.threads,
  },
  examples: [
    { command: 'qdl report latest', does: 'the report of the last run' },
    { command: 'qdl report brave-otter --percentile 1', does: 'with the drawings around the worst 1%' },
  ],
  async run({ arguments: { run }, options: { percentile, threads }, output, signal, clock }) {
    const { buildReport } = await import('../../report/index.ts');
    const { findRun } = await import('../../train/index.ts');
    const startedAt = clock();
    const directory = await findRun(run);
    const made = await buildReport(directory, {
      percentile,
      threads,
      signal,
      onProgress: reportProgress(output),
    });
    output.progress.end();
    tellReport(made, clock() - startedAt, output);
  },
});
