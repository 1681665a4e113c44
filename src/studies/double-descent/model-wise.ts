import {
  type DescentVerdict,
  interpolationThreshold,
  judgeDescent,
  meanInterval,
  predictedPeak,
  type TrainErrors,
} from '../../analysis/index.ts';
import type { CellOutcome } from '../study.ts';
import { completeRows } from './complete-rows.ts';
import { type DescentMeasure, INTERPOLATES_BELOW, type ModelWiseCurve, type SizePoint } from './findings.ts';
import { landmarksOf } from './landmarks.ts';
import { measureNames, measureOf, unitOf } from './measures.ts';
import { bySize, type SettingGroup, seedOf, sizeOf } from './outcome-groups.ts';

/**
 * The curves over model size of settings that differ in the number of drawings alone.
 * @param classes categories that the models tell apart; null where that is not known.
 */
export function modelWiseCurves(family: readonly SettingGroup[], classes: number | null): ModelWiseCurve[] {
  const measured = family.map(group => ({ ...group, points: bySize(group.outcomes).map(pointOf) }));
  const errors = measured.map(({ setting: { samples }, points }) => ({
    samples,
    bySize: trainErrorsOf(points, samples),
  }));
  return measured.map(({ setting, points, outcomes }, index) => ({
    setting,
    points,
    verdicts: {
      testLoss: judgeMeasure(setting.model, outcomes, 'testLoss'),
      testError: judgeMeasure(setting.model, outcomes, 'testError'),
    },
    threshold: interpolationThreshold(errors[index]!.bySize, INTERPOLATES_BELOW),
    landmarks:
      setting.model === 'cnn' && classes !== null
        ? landmarksOf({
            classes,
            norm: setting.regularization === 'batch' ? 'batch' : 'none',
            samples: setting.samples,
          })
        : null,
    predictedPeak: predictedPeak(errors, setting.samples, INTERPOLATES_BELOW),
  }));
}

/** Models of one size, over the seeds that have it. */
function pointOf(outcomes: readonly CellOutcome[]): SizePoint {
  const estimates = measureNames.flatMap(name => {
    const values = outcomes.flatMap(outcome => measureOf(outcome, name) ?? []);
    return values.length === 0 ? [] : [[name, meanInterval(values)]];
  });
  return {
    size: sizeOf(outcomes[0]!),
    parameters: outcomes[0]!.result.parameters,
    measures: Object.fromEntries(estimates),
  };
}

function trainErrorsOf(points: readonly SizePoint[], samples: number): TrainErrors {
  const errors = points.map(({ measures }) => measures.trainError!);
  return {
    places: points.map(({ size }) => size),
    errors: errors.map(({ value }) => value),
    counted: errors.map(({ runs }) => runs * samples),
  };
}

/** The verdict over sizes, on seeds that have every size. */
function judgeMeasure(
  model: 'cnn' | 'gbdt',
  outcomes: readonly CellOutcome[],
  name: DescentMeasure,
): DescentVerdict {
  const { sizes, values } = completeRows(
    outcomes.flatMap(outcome => {
      const value = measureOf(outcome, name);
      return value === undefined ? [] : [{ size: sizeOf(outcome), seed: seedOf(outcome), value }];
    }),
  );
  return judgeDescent({ sizes, values, axis: model === 'cnn' ? 'width' : 'leaves', unit: unitOf(name) });
}
