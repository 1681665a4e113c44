import { type Estimate, judgeDescent, meanInterval } from '../../analysis/index.ts';
import type { CellResult } from '../../sweep/index.ts';
import type { CellOutcome } from '../study.ts';
import type { EpochWiseCurve } from './findings.ts';
import { bySize, type SettingGroup, sizeOf } from './outcome-groups.ts';

/** The curves over epochs, of trees over rounds, of every size that was followed on a validation side. */
export function epochWiseCurves({ setting, outcomes }: SettingGroup): EpochWiseCurve[] {
  return bySize(outcomes).flatMap(runs => {
    const curves = commonEpochs(runs);
    const epochs = curves[0]!.map(({ epoch }) => epoch);
    if (epochs.length === 0) return [];
    const axis = setting.model === 'cnn' ? 'epoch' : 'round';
    const losses = rowsOf(curves, ({ validation }) => validation!.loss);
    const wrong = rowsOf(curves, ({ validation }) => 1 - validation!.accuracy);
    return {
      setting,
      size: sizeOf(runs[0]!),
      epochs,
      trainLoss: estimates(rowsOf(curves, ({ train }) => train.loss)),
      trainError: estimates(rowsOf(curves, ({ train }) => 1 - train.accuracy)),
      validationLoss: estimates(losses),
      validationError: estimates(wrong),
      verdicts: {
        validationLoss: judgeDescent({ sizes: epochs, values: losses, axis }),
        validationError: judgeDescent({ sizes: epochs, values: wrong, axis, unit: 'points' }),
      },
    };
  });
}

type Epoch = CellResult['curve'][number];

/** The followed epochs of each run, up to the end of the shortest: one that ended early has no say beyond its end. */
function commonEpochs(runs: readonly CellOutcome[]): Epoch[][] {
  const curves = runs.map(({ result }) => result.curve.filter(({ validation }) => validation !== null));
  const shared = Math.min(...curves.map(({ length }) => length));
  return curves.map(curve => curve.slice(0, shared));
}

/** [run][epoch] */
function rowsOf(curves: readonly (readonly Epoch[])[], read: (epoch: Epoch) => number): number[][] {
  return curves.map(curve => curve.map(read));
}

function estimates(rows: readonly (readonly number[])[]): Estimate[] {
  return rows[0]!.map((_, index) => {
    const { value, low, high } = meanInterval(rows.map(row => row[index]!));
    return { value, low, high };
  });
}
