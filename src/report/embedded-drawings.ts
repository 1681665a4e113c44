import type { Findings } from './findings.ts';

/** Most drawings of a cell of the matrix in the page. */
const MOST_OF_CELL = 12;

/** Most drawings in the page: with about 350 characters each they are half of the 10 MB that it may have. */
const MOST_DRAWINGS = 13_000;

/**
 * Chooses the drawings that a page embeds: the surest of every cell of the confusion matrix, as many of each as there is
 * room for, and all of some sets. Sorted by category, prediction, and sureness.
 * @param wanted rows that must be there.
 */
export function chooseDrawings(findings: Findings, wanted: Iterable<number>, most = MOST_DRAWINGS): number[] {
  const cells = cellsOf(findings);
  let cap = MOST_OF_CELL;
  while (cap > 1 && totalOf(cells, cap) > most) cap--;
  const chosen = new Set(wanted);
  // Even one of each may be too many: the cells with the most drawings come first then.
  for (const cell of cells.sort((a, b) => b.length - a.length)) {
    if (chosen.size >= most) break;
    for (const row of cell.slice(0, cap)) chosen.add(row);
  }
  return [...chosen].sort(inPageOrder(findings));
}

function totalOf(cells: readonly number[][], cap: number): number {
  return cells.reduce((sum, cell) => sum + Math.min(cap, cell.length), 0);
}

/** Rows by cell of the matrix, the surest first. */
function cellsOf(findings: Findings): number[][] {
  const { categories, predicted, predictions } = findings;
  const cells = new Map<number, number[]>();
  predictions.labels.forEach((label, row) => {
    const key = label * categories.length + predicted[row]!;
    const cell = cells.get(key);
    if (cell) cell.push(row);
    else cells.set(key, [row]);
  });
  const order = inPageOrder(findings);
  return [...cells.values()].map(cell => cell.sort(order));
}

function inPageOrder({ categories, predicted, predictions }: Findings): (a: number, b: number) => number {
  const { labels, probabilities } = predictions;
  const sureness = (row: number) => probabilities[row * categories.length + predicted[row]!]!;
  return (a, b) =>
    labels[a]! - labels[b]! || predicted[a]! - predicted[b]! || sureness(b) - sureness(a) || a - b;
}
