import type { ReportStep } from '../report/index.ts';
import { formatPercent } from './format.ts';
import type { Output } from './output.ts';

const WORDS: Readonly<Record<ReportStep, string>> = {
  network: 'Asking the network (once a run)',
  figures: 'Working out the numbers',
  files: 'Writing the figures',
};

/** Shows what a report is at: the function to be told of it. */
export function reportProgress(output: Output): (step: ReportStep, done: number) => void {
  return (step, done) =>
    output.progress.show(() => `${WORDS[step]}${done > 0 ? `: ${formatPercent(done, 0)}` : ' …'}`);
}
