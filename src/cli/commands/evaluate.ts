import { defineCommand } from '../command.ts';
import { choice, text } from '../parameter.ts';
import { readingProgress } from '../reading-progress.ts';
import { runArgument } from '../shared-options.ts';
import { tellEvaluation } from '../tell-evaluation.ts';
import { machineOptions } from '../train-options.ts';

export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'measure a trained network',
  description:
    'Measures the best weights of a run: on its own test side, or with --data on every drawing of a folder whose ' +
    'category it knows, less those it trained or validated on.',
  arguments: { run: runArgument },
  options: {
    data: text({
      placeholder: 'DIR',
      description: 'a folder of drawings (default: the run’s own test side)',
    }),
    weights: choice(['best', 'last'], {
      description: 'those of the best epoch by validation loss, or of the last one (default: best)',
    }),
    threads: machineOptions.threads,
  },
  examples: [
    { command: 'qdl evaluate latest', does: 'the last run, on its own test side' },
    { command: 'qdl evaluate brave-otter --data quickdraw', does: 'on all drawings it has not learned from' },
  ],
  async run({ arguments: { run }, options: { data, weights, threads }, output, signal, clock }) {
    const { evaluate, findRun } = await import('../../train/index.ts');
    const reading = readingProgress(output, clock);
    const evaluation = await evaluate(await findRun(run), {
      data,
      weights,
      threads,
      signal,
      onOpening: ({ done, total }) => reading(done, total),
    });
    output.progress.end();
    tellEvaluation(evaluation, output);
  },
});
