import type { SummaryRow } from '../../studies/index.ts';
import type { Columns } from '../table-rows.ts';
import { measuredIn, shareIntervalText, shareText } from './measured.ts';

/** Test accuracy and its interval. */
export const testAccuracyColumns: Columns<SummaryRow> = [
  {
    title: 'Test accuracy',
    align: 'right',
    value: ({ testAccuracy }) => Number(testAccuracy),
    text: row => shareText(measuredIn(row, 'testAccuracy')),
  },
  {
    title: '95% interval',
    align: 'right',
    value: ({ testAccuracyLow }) => Number(testAccuracyLow),
    text: row => shareIntervalText(measuredIn(row, 'testAccuracy')),
  },
];

/** Accuracy on the training side, of the best weights. */
export const trainAccuracyColumns: Columns<SummaryRow> = [
  {
    title: 'Training',
    align: 'right',
    value: ({ trainAccuracy }) => Number(trainAccuracy),
    text: row => shareText(measuredIn(row, 'trainAccuracy')),
  },
];
