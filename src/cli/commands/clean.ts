import { defineCommand } from '../command.ts';
import { integer, number, text } from '../parameter.ts';
import { runArgument } from '../shared-options.ts';
import { StudyView } from '../study-view.ts';
import { tellIssues } from '../tell-issues.ts';
import { machineOptions } from '../train-options.ts';

export const clean = defineCommand({
  name: 'clean',
  summary: 'find drawings whose labels are likely wrong',
  description:
    'Finds likely label errors among the drawings that a run trained and validated on (confident learning): trains ' +
    'networks with the run’s configuration on all but a part of them, asks each about the part it has not seen, and ' +
    'writes a list of the surest ones that `qdl train --exclude FILE` leaves out, a table of all ranked issues and ' +
    'pictures of the worst categories. Test drawings never enter. Ctrl-C stops it cleanly; the same command goes on.',
  arguments: { run: runArgument },
  options: {
    folds: integer({ min: 2, max: 100, default: 5, description: 'parts, and so many networks' }),
    repeats: integer({
      min: 1,
      max: 20,
      default: 1,
      description: 'so many times over, with other parts and weights; the probabilities are averaged',
    }),
    margin: number({
      min: 0,
      max: 1,
      default: 0.7,
      description:
        'lists what is flagged if another category is so much more probable; 0: all that is flagged',
    }),
    out: text({
      placeholder: 'FILE',
      description: 'the list for --exclude (default: clean/issues.txt in the run’s directory)',
    }),
    seed: integer({ min: 0, default: 1, description: 'seed of the parts' }),
    threads: machineOptions.threads,
    memory: machineOptions.memory,
  },
  examples: [
    { command: 'qdl clean latest', does: 'the label issues of the last run' },
    { command: 'qdl clean brave-otter --out issues.txt', does: 'the list at a place of your own' },
    { command: 'qdl train --exclude issues.txt', does: 'train without them' },
  ],
  async run({ arguments: { run }, options, output, signal, clock }) {
    const { cleanRun } = await import('../../studies/index.ts');
    const { findRun } = await import('../../train/index.ts');
    const { threads, memory, ...wish } = options;
    const view = new StudyView(output, clock);
    const directory = await findRun(run);
    const cleaned = await cleanRun(directory, wish, {
      threads,
      memory,
      onEvent: view.onEvent,
      signal,
      clock,
    }).catch(error => {
      output.progress.end();
      if (signal.aborted) output.message('Stopped; everything is saved. The same command goes on.');
      throw error;
    });
    output.progress.end();
    tellIssues(cleaned, output);
  },
});
