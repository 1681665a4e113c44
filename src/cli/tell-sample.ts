import type { CategorySample } from '../data/node/index.ts';
import { previewColumns, previewLines } from './drawing-preview.ts';
import { formatBytes, formatPlural } from './format.ts';
import type { Output } from './output.ts';

const PREVIEW_ROWS = 2;

/** The contact sheet that was written. */
interface Sheet {
  readonly path: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

/** Shows some drawings where the terminal can, and tells where the contact sheet is. */
export function tellSample(samples: readonly CategorySample[], sheet: Sheet, output: Output): void {
  const { path, bytes, width, height } = sheet;
  if (output.hasColors && !output.json) printPreview(samples, output);
  const drawings = samples.reduce((sum, sample) => sum + sample.drawings.length, 0);
  const counts = `${formatPlural(drawings, 'drawing')} of ${formatPlural(samples.length, 'category', 'categories')}`;
  output.print(`${counts} in ${path} (${width} × ${height} pixels, ${formatBytes(bytes)})`);
  output.record({ type: 'summary', sheet: path, drawings, categories: samples.length, width, height, bytes });
}

function printPreview(samples: readonly CategorySample[], output: Output): void {
  const columns = previewColumns(output.width);
  const shown = fewOf(samples, PREVIEW_ROWS * columns);
  for (let at = 0; at < shown.length; at += columns)
    output.print(previewLines(shown.slice(at, at + columns)).join('\n'));
}

/** One drawing of each category, then a second one of each, until there are `count`. */
function fewOf(samples: readonly CategorySample[], count: number) {
  const rounds = Math.max(0, ...samples.map(({ drawings }) => drawings.length));
  return Array.from({ length: rounds }, (_, round) =>
    samples.flatMap(({ name, drawings }) =>
      drawings[round] === undefined ? [] : [{ title: name, bitmap: drawings[round] }],
    ),
  )
    .flat()
    .slice(0, count);
}
