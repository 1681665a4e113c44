import type { CellResult } from './cell-result.ts';
import type { PlannedCell } from './plan-cells.ts';

/** What is measured of every cell, by the name of its column. Nothing here is a time: the table is always the same. */
const measures: Readonly<Record<string, (result: CellResult) => string | number | undefined>> = {
  trainDrawings: ({ drawings }) => drawings.train,
  validationDrawings: ({ drawings }) => drawings.validation,
  testDrawings: ({ drawings }) => drawings.test,
  parameters: ({ parameters }) => parameters,
  epochs: ({ epochs }) => epochs,
  bestEpoch: ({ bestEpoch }) => bestEpoch,
  ended: ({ ended }) => ended,
  trainLoss: ({ train }) => train.loss,
  trainAccuracy: ({ train }) => train.accuracy,
  validationLoss: ({ validation }) => validation?.loss,
  validationAccuracy: ({ validation }) => validation?.accuracy,
  testLoss: ({ test }) => test?.loss,
  testAccuracy: ({ test }) => test?.accuracy,
  testAccuracyLow: ({ test }) => test?.accuracyLow,
  testAccuracyHigh: ({ test }) => test?.accuracyHigh,
  testTop5: ({ test }) => test?.top5,
  lastTrainLoss: ({ last }) => last?.train.loss,
  lastTrainAccuracy: ({ last }) => last?.train.accuracy,
  lastTestLoss: ({ last }) => last?.test?.loss,
  lastTestAccuracy: ({ last }) => last?.test?.accuracy,
  noisyTestLoss: ({ last }) => last?.noisyTest?.loss,
  noisyTestAccuracy: ({ last }) => last?.noisyTest?.accuracy,
};

/**
 * The table of a study as CSV (RFC 4180): a row a cell, in the order of the grid, with its key, what was varied, and what
 * came out, which is empty for a cell without a result.
 */
export function formatResultsTable(
  cells: readonly PlannedCell[],
  resultOf: (key: string) => CellResult | undefined,
): string {
  const factors = [...new Set(cells.flatMap(({ cell }) => Object.keys(cell.factors)))];
  const header = ['key', ...factors, ...Object.keys(measures)];
  const rows = cells.map(({ cell, task }) => {
    const result = resultOf(task.key);
    const measured = Object.values(measures).map(measure =>
      result === undefined ? undefined : measure(result),
    );
    return [task.key, ...factors.map(name => cell.factors[name]), ...measured];
  });
  return [header, ...rows].map(row => `${row.map(csvField).join(',')}\n`).join('');
}

function csvField(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
