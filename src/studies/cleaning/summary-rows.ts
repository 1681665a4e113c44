import { meanInterval, pairedDifference } from '../../analysis/index.ts';
import { estimateColumns } from '../statistics.ts';
import type { SummaryRow } from '../study.ts';
import { SCORES } from './detection.ts';
import type { CleaningAnswers, DetectionOutcome, RemovalOutcome } from './question.ts';

/** What came out, means over the repetitions with 95 % intervals (Student's t): how issues are found, and what it helps. */
export function summaryRows({ detection, removal }: CleaningAnswers): SummaryRow[] {
  const bases = ['as it is', 'freed'] as const;
  const labels = ['injected noise', 'natural labels'] as const;
  return [
    ...bases.map(base =>
      detectionRow(
        base,
        detection.filter(outcome => outcome.base === base),
      ),
    ),
    ...labels.map(name =>
      removalRow(
        name,
        removal.filter(outcome => outcome.labels === name),
      ),
    ),
  ];
}

function detectionRow(base: string, outcomes: readonly DetectionOutcome[]): SummaryRow {
  const row: Record<string, string | number | null> = {
    part: 'detection',
    set: base,
    seeds: outcomes.length,
    wrong: mean(outcomes.map(({ wrong }) => wrong)),
  };
  const measures = {
    flaggedShare: (outcome: DetectionOutcome) => outcome.flaggedShare,
    precision: (outcome: DetectionOutcome) => outcome.precision,
    recall: (outcome: DetectionOutcome) => outcome.recall,
    rightSuggestions: (outcome: DetectionOutcome) => outcome.rightSuggestions,
  };
  for (const [name, measure] of Object.entries(measures))
    Object.assign(row, estimateOf(name, outcomes.map(measure)));
  for (const score of SCORES)
    Object.assign(
      row,
      estimateOf(
        `precisionAt70Recall ${score}`,
        outcomes.map(({ precisionAtRecall }) => precisionAtRecall[score]),
      ),
    );
  return row;
}

function removalRow(labels: string, outcomes: readonly RemovalOutcome[]): SummaryRow {
  const of = (name: 'nothing' | 'issues' | 'random') => outcomes.map(outcome => outcome[name]);
  const difference = pairedDifference(of('random'), of('issues'));
  return {
    part: 'removal',
    set: labels,
    seeds: outcomes.length,
    removed: mean(outcomes.map(({ removed }) => removed)),
    ...estimateOf('accuracyNothing', of('nothing')),
    ...estimateOf('accuracyIssues', of('issues')),
    ...estimateOf('accuracyRandom', of('random')),
    ...estimateColumns('difference', difference),
  };
}

function estimateOf(name: string, values: readonly number[]): SummaryRow {
  return estimateColumns(name, meanInterval(values));
}

function mean(values: readonly number[]): number {
  return meanInterval(values).value;
}
