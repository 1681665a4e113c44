import type { Report } from '../report/index.ts';
import { formatBytes, formatDuration } from './format.ts';
import type { Output } from './output.ts';
import { shownPath } from './shown-path.ts';

/** Tells where a report is. */
export function tellReport(
  { record, page, bytes, figures, notes }: Report,
  ms: number,
  output: Output,
): void {
  for (const note of notes) output.warn(note);
  output.print(
    `${output.colors.bold(shownPath(page))} (${formatBytes(bytes)}), in ${formatDuration(ms)}; ` +
      `${figures.length / 2} figures beside it, as SVG and PNG, in figures.`,
  );
  output.record({ type: 'summary', run: record.name, page, bytes, figures, notes, seconds: ms / 1000 });
}
