import { meanInterval, pairedDifference } from '../../analysis/index.ts';
import { estimateColumns } from '../statistics.ts';
import type { SummaryRow } from '../study.ts';
import { SCORES } from './detection.ts';
import type { CleaningAnswers, DetectionOutcome, RemovalOutcome, TestScore } from './question.ts';
import type { Removal } from './removal.ts';

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
    flaggedShare: ({ flagged }: DetectionOutcome) => flagged.share,
    precision: ({ flagged }: DetectionOutcome) => flagged.precision,
    recall: ({ flagged }: DetectionOutcome) => flagged.recall,
    listedShare: ({ listed }: DetectionOutcome) => listed.share,
    listedPrecision: ({ listed }: DetectionOutcome) => listed.precision,
    listedRecall: ({ listed }: DetectionOutcome) => listed.recall,
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
  const of = (name: Removal, score: keyof TestScore) =>
    outcomes.flatMap(({ scores }) => scores[name]?.[score] ?? []);
  const difference = (score: keyof TestScore) => pairedDifference(of('random', score), of('issues', score));
  return {
    part: 'removal',
    set: labels,
    seeds: outcomes.length,
    removed: mean(outcomes.map(({ removed }) => removed)),
    ...estimateOf('accuracyNothing', of('nothing', 'accuracy')),
    ...estimateOf('accuracyIssues', of('issues', 'accuracy')),
    ...estimateOf('accuracyRandom', of('random', 'accuracy')),
    ...estimateOf('accuracyErrors', of('errors', 'accuracy')),
    ...estimateColumns('difference', difference('accuracy')),
    ...estimateOf('lossNothing', of('nothing', 'loss')),
    ...estimateOf('lossIssues', of('issues', 'loss')),
    ...estimateOf('lossRandom', of('random', 'loss')),
    ...estimateOf('lossErrors', of('errors', 'loss')),
    ...estimateColumns('lossDifference', difference('loss')),
  };
}

function estimateOf(name: string, values: readonly number[]): SummaryRow {
  return estimateColumns(name, values.length === 0 ? undefined : meanInterval(values));
}

function mean(values: readonly number[]): number {
  return meanInterval(values).value;
}
