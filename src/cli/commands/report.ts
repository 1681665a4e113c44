import { UsageError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { number, text } from '../parameter.ts';
import { reportProgress } from '../report-progress.ts';
import { tellReport, tellStudyReport } from '../tell-report.ts';
import { machineOptions } from '../train-options.ts';

export const report = defineCommand({
  name: 'report',
  summary: 'make a page with everything about a run or a study: report.html',
  description:
    'Writes report.html into the directory of a run or of a study, one page that needs nothing else, and its figures as SVG ' +
    'and PNG into figures. Of a run: learning curves, what is taken for what, accuracy by category, calibration, the ' +
    'worst and the best drawings, what the model looks at; only the first time the model is asked again, for what the ' +
    'run’s files do not tell. Of a study: its figures, its numbers with intervals, what is missing of it.',
  arguments: {
    subject: text({
      placeholder: 'RUN|STUDY',
      description: 'a run: its directory, its name, a part of its name, or latest; or the folder of a study',
      required: true,
    }),
  },
  options: {
    percentile: number({
      min: 0,
      max: 100,
      description: 'of a run: the drawings around the worst X percent are shown (default: 5)',
    }),
    beside: text({
      placeholder: 'RUN',
      description: 'of a run: another one of the same categories, to compare them on moved drawings',
    }),
    threads: machineOptions.threads,
  },
  examples: [
    { command: 'qdl report latest', does: 'the report of the last run' },
    { command: 'qdl report brave-otter --percentile 1', does: 'with the drawings around the worst 1%' },
    { command: 'qdl report shifted --beside plain', does: 'what augmentation has bought back' },
    { command: 'qdl report studies/draws', does: 'the figures and tables of an experiment' },
  ],
  async run({ arguments: { subject }, options, output, signal, clock }) {
    const { buildReport, buildStudyReport, findSubject } = await import('../../report/index.ts');
    const { findRun } = await import('../../train/index.ts');
    const startedAt = clock();
    const { kind, directory } = await findSubject(subject);
    if (kind === 'study') {
      const ofRuns = (['percentile', 'beside'] as const).find(name => options[name] !== undefined);
      if (ofRuns !== undefined)
        throw new UsageError(`${directory} is a study: --${ofRuns} is for the report of a run.`, {
          hint: 'Leave it away, or name a run.',
        });
      tellStudyReport(await buildStudyReport(directory), clock() - startedAt, output);
      return;
    }
    const { beside, ...others } = options;
    const made = await buildReport(directory, {
      ...others,
      beside: beside === undefined ? undefined : await findRun(beside),
      signal,
      onProgress: reportProgress(output),
    });
    output.progress.end();
    tellReport(made, clock() - startedAt, output);
  },
});
