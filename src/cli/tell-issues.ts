import type { CleanedRun } from '../studies/index.ts';
import { formatCount, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { shellWord, shownPath } from './shown-path.ts';
import { formatTable } from './table.ts';

const MOST_CATEGORIES = 10;
const MOST_PAIRS = 5;
/** Northcutt, Athalye, Mueller 2021, for the whole data set. */
const PUBLISHED = 'the published estimate for the whole data set is 10.12%';

const right = { align: 'right' } as const;

function listedText(listed: number, flagged: number): string {
  return listed === flagged ? 'all of these' : `the likeliest ${formatCount(listed)} of these`;
}

/** Tells which labels are likely wrong, and where the list of them is. */
export function tellIssues({ report, list, table, galleries }: CleanedRun, output: Output): void {
  const { drawings, issues, share, listed, estimatedErrorShare, categories, pairs } = report;
  const shown = categories.slice(0, MOST_CATEGORIES);
  const rows = shown.map(entry => [
    entry.category,
    formatCount(entry.drawings),
    formatCount(entry.flagged),
    formatPercent(entry.share),
  ]);
  const columns = [
    { title: 'category' },
    { title: 'drawings', ...right },
    { title: 'flagged', ...right },
    { title: 'share', ...right },
  ];
  output.print(formatTable(columns, rows, { width: output.width, styleTitle: output.colors.bold }));
  if (shown.length < categories.length) output.print(`… and ${categories.length - shown.length} more`);
  output.print('\nLabels that go wrong most, by the estimated noise matrix');
  for (const pair of pairs.slice(0, MOST_PAIRS))
    output.print(`  of those labeled ${pair.given}, ${formatPercent(pair.share)} are of ${pair.true}`);
  output.print(
    `\nFlagged  ${formatPlural(issues.length, 'drawing')} of ${formatCount(drawings)}, ${formatPercent(share)}`,
  );
  output.print(`Estimated to be wrong  ${formatPercent(estimatedErrorShare)}; ${PUBLISHED}`);
  output.print(`Ranked issues  ${shownPath(table)}`);
  for (const path of galleries) output.print(`Picture  ${shownPath(path)}`);
  output.print(`List  ${shownPath(list)}, ${listedText(listed, issues.length)}\n`);
  output.print(
    listed > 0
      ? `Train without these: add to the command that made the run\n  --exclude ${shellWord(shownPath(list))}`
      : 'Nothing is sure enough to be left out unseen. Look at the pictures; --margin 0 lists all that is flagged.',
  );
  output.record({
    type: 'summary',
    flagged: issues.length,
    share,
    listed,
    drawings,
    estimatedErrorShare,
    list,
    table,
    galleries,
    categories,
    pairs: pairs.slice(0, MOST_PAIRS),
  });
}
