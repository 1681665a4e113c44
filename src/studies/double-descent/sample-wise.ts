import { judgeDescent, type MeanEstimate, meanInterval } from '../../analysis/index.ts';
import { groupBy } from '../statistics.ts';
import type { CellOutcome } from '../study.ts';
import { completeRows } from './complete-rows.ts';
import type { DescentMeasure, SampleWiseCurve } from './findings.ts';
import { measureOf, unitOf } from './measures.ts';
import { bySize, type SettingGroup, seedOf, sizeOf, withoutSamples } from './outcome-groups.ts';

/** The curves over numbers of drawings, of every size that was trained on several. @param family settings that differ in it alone. */
export function sampleWiseCurves(family: readonly SettingGroup[]): SampleWiseCurve[] {
  const setting = withoutSamples(family[0]!.setting);
  return bySize(family.flatMap(({ outcomes }) => outcomes)).flatMap(outcomes => {
    const counts = groupBy(outcomes.filter(isTested), samplesOf).sort(
      (a, b) => samplesOf(a[0]!) - samplesOf(b[0]!),
    );
    if (counts.length < 2) return [];
    const estimates = (name: DescentMeasure): MeanEstimate[] =>
      counts.map(runs => meanInterval(runs.map(run => measureOf(run, name)!)));
    const judge = (name: DescentMeasure) => {
      const { sizes, values } = completeRows(
        counts.flat().map(run => ({ size: samplesOf(run), seed: seedOf(run), value: measureOf(run, name)! })),
      );
      return judgeDescent({ sizes, values, axis: 'drawings', unit: unitOf(name) });
    };
    return {
      setting,
      size: sizeOf(outcomes[0]!),
      samples: counts.map(runs => samplesOf(runs[0]!)),
      testLoss: estimates('testLoss'),
      testError: estimates('testError'),
      trainError: estimates('trainError'),
      verdicts: { testLoss: judge('testLoss'), testError: judge('testError') },
    };
  });
}

function isTested({ result }: CellOutcome): boolean {
  return result.test !== null;
}

function samplesOf({ cell }: CellOutcome): number {
  return Number(cell.factors.samples);
}
