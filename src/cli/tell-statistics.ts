import type { FolderSurvey } from '../data/node/index.ts';
import { DataError } from '../errors.ts';
import { formatBytes, formatCount, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { shellWord } from './shown-path.ts';
import { formatTable } from './table.ts';

const MOST_PAIRS = 5;

/**
 * Tells counts, ink, duplicates and sides of a folder of drawings.
 * @throws DataError when a file could not be read to its end: the numbers would be those of something else.
 */
export function tellStatistics(survey: FolderSurvey, output: Output): void {
  const { categories, path } = survey;
  const failed = categories.flatMap(({ files }) => files).find(({ error }) => error !== undefined);
  if (failed !== undefined) {
    throw new DataError(failed.error!.message, {
      hint: `\`qdl data verify --data ${shellWord(path)}\` checks all files.`,
      cause: failed.error,
    });
  }
  printTable(survey, output);
  printTotals(survey, output);
  for (const [at, category] of categories.entries()) {
    const duplicates = survey.duplicates.within[at]!;
    output.record({
      type: 'category',
      name: category.name,
      ...numbers(category),
      duplicates,
      bytes: category.bytes,
    });
  }
  output.record({
    type: 'summary',
    path,
    categories: categories.length,
    ...numbers(survey),
    duplicates: { within: sum(survey.duplicates.within), between: survey.duplicates.between },
    bytes: sum(categories.map(({ bytes }) => bytes)),
  });
}

function printTable({ categories, duplicates }: FolderSurvey, output: Output): void {
  const right = { align: 'right' as const };
  const columns = [
    { title: 'category' },
    { title: 'drawings', ...right },
    { title: 'ink', ...right },
    { title: 'emptiest', ...right, optional: true },
    { title: 'densest', ...right, optional: true },
    { title: 'twice', ...right, optional: true },
    { title: 'train', ...right, optional: true },
    { title: 'val.', ...right, optional: true },
    { title: 'test', ...right, optional: true },
  ];
  const rows = categories.map(({ name, ink, sides }, at) => [
    name,
    formatCount(ink.count),
    formatPercent(ink.meanInk),
    String(ink.emptiest?.inkedPixels ?? ''),
    String(ink.densest?.inkedPixels ?? ''),
    formatCount(duplicates.within[at]!),
    formatCount(sides.train),
    formatCount(sides.validation),
    formatCount(sides.test),
  ]);
  output.print(formatTable(columns, rows, { width: output.width, styleTitle: output.colors.bold }));
}

function printTotals(
  { path, categories, ink, sides, duplicates, notes }: FolderSurvey,
  output: Output,
): void {
  const bytes = sum(categories.map(category => category.bytes));
  const lines = [
    '',
    `${formatPlural(categories.length, 'category', 'categories')}, ${formatPlural(ink.count, 'drawing')}, ${formatBytes(bytes)} in ${path}`,
    `Split: ${formatCount(sides.train)} train, ${formatCount(sides.validation)} validation, ${formatCount(sides.test)} test`,
    `Ink: ${formatPercent(ink.meanInk)} on average, ${ink.meanInkedPixels.toFixed(0)} of 784 pixels; ` +
      `from ${ink.emptiest?.inkedPixels ?? 0} to ${ink.densest?.inkedPixels ?? 0} pixels`,
    `Twice: ${formatPlural(sum(duplicates.within), 'drawing')} within a category, ` +
      `${formatCount(sum(duplicates.between.map(({ count }) => count)))} in two categories`,
    ...duplicates.between
      .slice(0, MOST_PAIRS)
      .map(({ categories: [a, b], count }) => `  ${formatCount(count)} in ${a} and ${b}`),
  ];
  output.print(lines.join('\n'));
  for (const note of notes) output.message(note);
}

function numbers({ ink, sides }: Pick<FolderSurvey, 'ink' | 'sides'>) {
  return {
    drawings: ink.count,
    meanInk: ink.meanInk,
    meanInkedPixels: ink.meanInkedPixels,
    emptiest: extreme(ink.emptiest),
    densest: extreme(ink.densest),
    blank: ink.blank,
    split: sides,
  };
}

function extreme(drawing: FolderSurvey['ink']['emptiest']) {
  return drawing === undefined ? null : { drawing: drawing.name, inkedPixels: drawing.inkedPixels };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
