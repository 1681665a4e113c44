import type { Report, StudyReport } from '../report/index.ts';
import { formatBytes, formatDuration } from './format.ts';
import type { Output } from './output.ts';
import { shownPath } from './shown-path.ts';

/** Tells where the report of a run is. */
export function tellReport(made: Report, ms: number, output: Output): void {
  tellMade(made, { run: made.record.name }, ms, output);
}

/** Tells where the report of a study is. */
export function tellStudyReport(made: StudyReport, ms: number, output: Output): void {
  tellMade(made, { study: made.record.name }, ms, output);
}

function tellMade(
  { page, bytes, figures, notes }: Omit<Report, 'record'>,
  subject: { readonly run: string } | { readonly study: string },
  ms: number,
  output: Output,
): void {
  for (const note of notes) output.warn(note);
  const count = figures.length / 2;
  const beside = `${count} ${count === 1 ? 'figure' : 'figures'} beside it, as SVG and PNG, in figures.`;
  output.print(
    `${output.colors.bold(shownPath(page))} (${formatBytes(bytes)}), in ${formatDuration(ms)}; ${beside}`,
  );
  output.record({ type: 'summary', ...subject, page, bytes, figures, notes, seconds: ms / 1000 });
}
