import type { Measurement, NamedPair } from '../train/index.ts';
import { formatCount, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { formatTable } from './table.ts';

const MOST_PAIRS = 5;

/** Accuracy with its interval; below it top-5, loss and on how many drawings. */
export function measurementText(title: string, measurement: Measurement, output: Output): string {
  const { accuracy, accuracyLow, accuracyHigh, top5, loss, drawings } = measurement;
  const interval = `95% interval ${formatPercent(accuracyLow)} to ${formatPercent(accuracyHigh)}`;
  const rest = `Top-5 ${formatPercent(top5)}, loss ${loss.toFixed(3)}, on ${formatPlural(drawings, 'drawing')}`;
  return `${output.colors.bold(`${title} ${formatPercent(accuracy)}`)} (${interval})\n${rest}`;
}

/** The pairs that were confused most, the category first, then what it was taken for. */
export function printConfusions(pairs: readonly NamedPair[], output: Output): void {
  if (pairs.length === 0) {
    output.print('\nNothing was confused.');
    return;
  }
  const columns = [
    { title: 'Most confused' },
    { title: 'taken for' },
    { title: 'share', align: 'right' as const },
    { title: 'drawings', align: 'right' as const, optional: true },
  ];
  const rows = pairs
    .slice(0, MOST_PAIRS)
    .map(({ truth, prediction, count, share }) => [
      truth,
      prediction,
      formatPercent(share),
      `${formatCount(count)} of ${formatCount(Math.round(count / share))}`,
    ]);
  output.print(`\n${formatTable(columns, rows, { width: output.width, styleTitle: output.colors.bold })}`);
}
