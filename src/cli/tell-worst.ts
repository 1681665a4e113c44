import type { JudgedDrawing, WorstList } from '../report/index.ts';
import { previewColumns, previewLines } from './drawing-preview.ts';
import { formatCount, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { formatTable } from './table.ts';

/** Drawings shown on a terminal; more would only scroll away. */
const MOST_SHOWN = 12;

/** Tells which drawings a run knows least. */
export function tellWorst({ record, drawings, total }: WorstList, output: Output): void {
  if (drawings.length === 0) output.print('There are no such drawings on the test side.');
  else {
    if (output.hasColors && !output.json) preview(drawings.slice(0, MOST_SHOWN), output);
    printTable(drawings, output);
    output.print(
      `\n${formatCount(drawings.length)} of ${formatPlural(total, 'test drawing')} of ${record.name}`,
    );
  }
  for (const { bitmap: _, ...drawing } of drawings) output.record({ type: 'drawing', ...drawing });
  output.record({ type: 'summary', run: record.name, listed: drawings.length, total });
}

function preview(drawings: readonly JudgedDrawing[], output: Output): void {
  const columns = previewColumns(output.width);
  const titled = drawings.map(({ bitmap, category, prediction }) => ({
    bitmap,
    title: category === prediction ? category : `${category} > ${prediction}`,
  }));
  for (let at = 0; at < titled.length; at += columns)
    output.print(previewLines(titled.slice(at, at + columns)).join('\n'));
  output.print('');
}

function printTable(drawings: readonly JudgedDrawing[], output: Output): void {
  const right = { align: 'right' as const };
  const columns = [
    { title: 'category' },
    { title: 'its share', ...right, optional: true },
    { title: 'taken for' },
    { title: 'sure', ...right },
    { title: 'name', optional: true },
  ];
  const rows = drawings.map(({ category, categoryProbability, prediction, probability, name }) => [
    category,
    formatPercent(categoryProbability),
    prediction === category ? 'right' : prediction,
    formatPercent(probability),
    name,
  ]);
  output.print(formatTable(columns, rows, { width: output.width, styleTitle: output.colors.bold }));
}
