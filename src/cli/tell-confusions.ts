import type { ConfusionList } from '../report/index.ts';
import { formatCount, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { formatTable } from './table.ts';

/** Tells which categories a run confuses. */
export function tellConfusions(
  { record, confusions, total }: ConfusionList,
  isSymmetric: boolean,
  output: Output,
): void {
  if (confusions.length === 0) output.print('Nothing was confused.');
  else {
    const right = { align: 'right' as const };
    const columns = [
      { title: isSymmetric ? 'one' : 'drawn' },
      { title: isSymmetric ? 'other' : 'taken for' },
      { title: 'share', ...right },
      { title: '95% interval', ...right, optional: true },
      { title: 'drawings', ...right, optional: true },
    ];
    const rows = confusions.map(({ truth, prediction, share, interval, count, drawings }) => [
      truth,
      prediction,
      formatPercent(share),
      `${(100 * interval.low).toFixed(1)}–${formatPercent(interval.high)}`,
      `${formatCount(count)} of ${formatCount(drawings)}`,
    ]);
    output.print(formatTable(columns, rows, { width: output.width, styleTitle: output.colors.bold }));
    output.print(
      `\n${formatCount(confusions.length)} of ${formatPlural(total, 'confused pair')} of ${record.name}`,
    );
  }
  for (const confusion of confusions) output.record({ type: 'confusion', ...confusion });
  output.record({
    type: 'summary',
    run: record.name,
    symmetric: isSymmetric,
    listed: confusions.length,
    total,
  });
}
