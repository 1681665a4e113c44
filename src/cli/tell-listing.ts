import { basename } from 'node:path';
import type { FolderListing, ListedCategory } from '../data/node/index.ts';
import { formatBytes, formatCount, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { formatTable } from './table.ts';

/** Tells what a folder of drawings holds. */
export function tellListing({ path, categories, notes }: FolderListing, output: Output): void {
  const columns = [
    { title: 'category' },
    { title: 'drawings', align: 'right' as const },
    { title: 'format' },
    { title: 'size', align: 'right' as const, optional: true },
    { title: 'file', optional: true },
  ];
  const rows = categories.map(category => [
    category.name,
    formatCount(category.count),
    [...new Set(category.files.map(({ format }) => format))].join(', '),
    formatBytes(bytesOf(category)),
    category.files.map(file => basename(file.path)).join(', '),
  ]);
  output.print(formatTable(columns, rows, { width: output.width, styleTitle: output.colors.bold }));
  for (const { name, count, files } of categories)
    output.record({ type: 'category', name, drawings: count, files });

  const drawings = categories.reduce((sum, { count }) => sum + count, 0);
  const bytes = categories.reduce((sum, category) => sum + bytesOf(category), 0);
  const counts = [
    formatPlural(categories.length, 'category', 'categories'),
    formatPlural(drawings, 'drawing'),
    formatBytes(bytes),
  ];
  output.print(`\n${counts.join(', ')} in ${path}`);
  for (const note of notes) output.message(note);
  output.record({ type: 'summary', path, categories: categories.length, drawings, bytes, notes });
}

function bytesOf({ files }: ListedCategory): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
