import type { CellResult } from '../../sweep/index.ts';
import type { CellOutcome } from '../study.ts';
import type { DescentMeasure } from './findings.ts';

/** How each measure is told from an outcome; undefined where it was not measured. Errors are 1 − accuracy. */
const measures: Readonly<Record<DescentMeasure, (outcome: CellOutcome) => number | undefined>> = {
  trainLoss: ({ result }) => lastSides(result).train.loss,
  trainError: ({ result }) => errorOf(lastSides(result).train),
  // Nothing is penalized where it is 0.
  penalty: ({ result }) => result.curve.at(-1)?.penalty || undefined,
  testLoss: ({ result }) => lastSides(result).test?.loss,
  testError: ({ result }) => errorOf(lastSides(result).test),
  noisyTestLoss: outcome => noisyTest(outcome)?.loss,
  noisyTestError: outcome => errorOf(noisyTest(outcome)),
  bestTestLoss: ({ result }) => result.test?.loss,
  bestTestError: ({ result }) => errorOf(result.test),
  bestEpochByLoss: ({ result }) => bestEpoch(result, ({ loss }) => loss),
  bestEpochByAccuracy: ({ result }) => bestEpoch(result, ({ accuracy }) => -accuracy),
};

export const measureNames = Object.keys(measures) as DescentMeasure[];

export function measureOf(outcome: CellOutcome, name: DescentMeasure): number | undefined {
  return measures[name](outcome);
}

/** In what the words of a verdict tell it: errors in points. */
export function unitOf(name: DescentMeasure): 'plain' | 'points' {
  return name.endsWith('Error') ? 'points' : 'plain';
}

type Side = CellResult['train'];

/** Of the last epoch's weights, which are the best ones where nothing else is kept of them. */
function lastSides(result: CellResult): { readonly train: Side; readonly test: Side | null } {
  return result.last ?? result;
}

/** Without noise, noisy test labels are the test labels. */
function noisyTest({ cell, result }: CellOutcome): Side | null | undefined {
  return result.last?.noisyTest ?? (cell.factors.labelNoise === 0 ? lastSides(result).test : undefined);
}

function errorOf(side: Side): number;
function errorOf(side: Side | null | undefined): number | undefined;
function errorOf(side: Side | null | undefined): number | undefined {
  return side ? 1 - side.accuracy : undefined;
}

/** The first epoch with the lowest cost on the validation side. */
function bestEpoch({ curve }: CellResult, costOf: (validation: Side) => number): number | undefined {
  let best: number | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const { epoch, validation } of curve) {
    if (!validation || costOf(validation) >= lowest) continue;
    lowest = costOf(validation);
    best = epoch;
  }
  return best;
}
