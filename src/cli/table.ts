import { fitText, textWidth } from './text-width.ts';

const GAP = 2;
/** Columns are left out before the widest one gets narrower than this. */
const READABLE_WIDTH = 16;
const MINIMUM_WIDTH = 6;

/** A column of a table; `right` is for numbers. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Left out, last column first, where the terminal is too narrow for all of them. */
  readonly optional?: boolean;
}

interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** How the line of titles is marked, such as by a color. */
  readonly styleTitle: (title: string) => string;
}

/** An aligned table, a line for each row, that fits the terminal: the widest column shrinks, optional ones go. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width, styleTitle }: TableOptions,
): string {
  const widths = columns.map((column, at) =>
    rows.reduce((most, row) => Math.max(most, textWidth(row[at]!)), textWidth(column.title)),
  );
  const shown = chooseColumns(columns, widths, width);
  shrinkWidest(shown, widths, width);
  const line = (cells: readonly string[]) =>
    shown
      .map(at => alignCell(fitText(cells[at]!, widths[at]!), widths[at]!, columns[at]!.align))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [styleTitle(line(columns.map(column => column.title))), ...rows.map(line)].join('\n');
}

function chooseColumns(columns: readonly Column[], widths: readonly number[], width: number): number[] {
  const shown = columns.map((_, at) => at);
  const leastWidth = () => {
    const widest = widths[widestOf(shown, widths)]!;
    return totalWidth(shown, widths) - Math.max(0, widest - READABLE_WIDTH);
  };
  for (let at = columns.length - 1; at >= 0 && leastWidth() > width; at--)
    if (columns[at]!.optional) shown.splice(shown.indexOf(at), 1);
  return shown;
}

function shrinkWidest(shown: readonly number[], widths: number[], width: number): void {
  const excess = totalWidth(shown, widths) - width;
  if (excess <= 0) return;
  const widest = widestOf(shown, widths);
  widths[widest] = Math.max(MINIMUM_WIDTH, widths[widest]! - excess);
}

function widestOf(shown: readonly number[], widths: readonly number[]): number {
  return shown.reduce((best, at) => (widths[at]! > widths[best]! ? at : best), shown[0]!);
}

function totalWidth(shown: readonly number[], widths: readonly number[]): number {
  return shown.reduce((sum, at) => sum + widths[at]!, GAP * (shown.length - 1));
}

function alignCell(text: string, width: number, align: Column['align']): string {
  const padding = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? padding + text : text + padding;
}
