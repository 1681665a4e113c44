import type { Estimate } from '../../analysis/index.ts';
import { estimateColumns } from '../statistics.ts';
import type { SummaryRow } from '../study.ts';
import type { DescentFindings, DescentSetting, DescentVerdict } from './findings.ts';
import { measureNames } from './measures.ts';

/** A line of the study's table for each size of each curve over sizes: what was measured, over seeds, with 95 % intervals. */
export function descentRows({ modelWise }: DescentFindings): SummaryRow[] {
  return modelWise.flatMap(({ setting, points }) =>
    points.map(
      ({ size, parameters, measures }): SummaryRow =>
        Object.assign(
          {
            ...setting,
            size,
            parameters,
            seeds: Math.max(0, ...Object.values(measures).map(({ runs }) => runs)),
          },
          ...measureNames.map(name => estimateColumns(name, measures[name])),
        ),
    ),
  );
}

/** What the rule says of one measure of one curve over sizes, as the summary of a study tells it. */
export interface VerdictRow extends DescentSetting {
  readonly measure: 'testLoss' | 'testError';
  readonly peak: DescentVerdict['peak'];
  /** Size at the peak, or at what comes nearest to one; of trees their leaves. */
  readonly width: number | null;
  readonly rise: number | null;
  /** 95 %, of the rise; null where there is none, as with one seed. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly fall: number | null;
  readonly fallInterval: readonly [low: number, high: number] | null;
  readonly threshold: number | null;
  readonly predictedPeak: number | null;
  readonly words: string;
}

/** A verdict for the test loss and one for the test error of each curve over sizes. */
export function verdictRows({ modelWise }: DescentFindings): VerdictRow[] {
  return modelWise.flatMap(({ setting, verdicts, threshold, predictedPeak }) =>
    (['testLoss', 'testError'] as const).map((measure): VerdictRow => {
      const { peak, at, rise, fall, words } = verdicts[measure];
      return {
        ...setting,
        measure,
        peak,
        width: at,
        rise: rise?.value ?? null,
        interval: intervalOf(rise),
        fall: fall?.value ?? null,
        fallInterval: intervalOf(fall),
        threshold,
        predictedPeak,
        words,
      };
    }),
  );
}

function intervalOf(estimate: Estimate | null): [number, number] | null {
  return estimate && Number.isFinite(estimate.low) ? [estimate.low, estimate.high] : null;
}
