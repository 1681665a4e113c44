// The cells of the tables that may be sorted: written into the page first, and again by its script when it sorts them.

import type { ClassScores, ConfusedPair, Interval, MutualConfusion } from '../analysis/index.ts';
import { countText, intervalText, percentText } from './words.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** What rows are sorted by. */
  readonly value: (row: Row) => number | string;
  readonly text: (row: Row) => string;
  readonly align?: 'right';
  /** Drawn behind the text as a bar from 0 to 1, with its interval. */
  readonly bar?: (row: Row) => Interval & { readonly value: number };
  /** The cell names the row. */
  readonly isHeader?: boolean;
}

export type Columns<Row> = readonly Column<Row>[];

type Names = readonly string[];

/** How often one category is taken for another: of how many drawings, and how sure that is. */
const shareColumns: Columns<ConfusedPair | MutualConfusion> = [
  {
    title: 'Share',
    align: 'right',
    value: ({ share }) => share,
    text: ({ share }) => percentText(share),
  },
  {
    title: '95% interval',
    value: ({ interval }) => interval.low,
    text: ({ interval }) => intervalText(interval),
    bar: ({ share, interval }) => ({ value: share, ...interval }),
  },
  {
    title: 'Drawings',
    align: 'right',
    value: ({ count }) => count,
    text: ({ count, share }) => `${countText(count)} of ${countText(Math.round(count / share))}`,
  },
];

export function pairColumns(names: Names): Columns<ConfusedPair> {
  return [
    {
      title: 'Drawn',
      value: pair => names[pair.truth]!,
      text: pair => names[pair.truth]!,
      isHeader: true,
    },
    { title: 'Taken for', value: pair => names[pair.prediction]!, text: pair => names[pair.prediction]! },
    ...shareColumns,
  ];
}

export function mutualColumns(names: Names): Columns<MutualConfusion> {
  return [
    { title: 'One', value: ({ first }) => names[first]!, text: ({ first }) => names[first]!, isHeader: true },
    { title: 'Other', value: ({ second }) => names[second]!, text: ({ second }) => names[second]! },
    ...shareColumns,
  ];
}

/** Shares of nothing come last, whichever way they are sorted. */
const orLeast = (share: number) => (Number.isNaN(share) ? -1 : share);

export function categoryColumns(names: Names): Columns<ClassScores> {
  return [
    {
      title: 'Category',
      value: ({ index }) => names[index]!,
      text: ({ index }) => names[index]!,
      isHeader: true,
    },
    {
      title: 'Accuracy',
      align: 'right',
      value: ({ recall }) => orLeast(recall),
      text: ({ recall }) => percentText(recall),
    },
    {
      title: '95% interval',
      value: ({ recallInterval }) => recallInterval.low,
      text: ({ recallInterval, support }) => (support > 0 ? intervalText(recallInterval) : '–'),
      bar: ({ recall, recallInterval }) => ({ value: recall, ...recallInterval }),
    },
    {
      title: 'Precision',
      align: 'right',
      value: ({ precision }) => orLeast(precision),
      text: ({ precision }) => percentText(precision),
    },
    { title: 'F1', align: 'right', value: ({ f1 }) => orLeast(f1), text: ({ f1 }) => percentText(f1) },
    {
      title: 'Drawings',
      align: 'right',
      value: ({ support }) => support,
      text: ({ support }) => countText(support),
    },
  ];
}

/** Categories by accuracy, the best first; those without test drawings last. */
export function bestFirst(scores: readonly ClassScores[]): ClassScores[] {
  return [...scores].sort((a, b) => orLeast(b.recall) - orLeast(a.recall) || a.index - b.index);
}
