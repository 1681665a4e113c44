import { groupBy } from '../statistics.ts';
import type { CellOutcome } from '../study.ts';
import type { DescentSetting } from './findings.ts';

/** Outcomes that have a setting in common, in the order of the grid. */
export interface SettingGroup {
  readonly setting: DescentSetting;
  readonly outcomes: readonly CellOutcome[];
}

/** Outcomes by what their models have in common, whatever their size. */
export function bySetting(outcomes: readonly CellOutcome[]): SettingGroup[] {
  return groupBy(outcomes, outcome => JSON.stringify(settingOf(outcome))).map(group => ({
    setting: settingOf(group[0]!),
    outcomes: group,
  }));
}

/** Settings that differ in the number of drawings alone, together, ascending. */
export function bySamples(groups: readonly SettingGroup[]): SettingGroup[][] {
  return groupBy(groups, ({ setting }) => JSON.stringify(withoutSamples(setting))).map(family =>
    [...family].sort((a, b) => a.setting.samples - b.setting.samples),
  );
}

export function withoutSamples({ samples: _, ...setting }: DescentSetting): Omit<DescentSetting, 'samples'> {
  return setting;
}

/** Width of a network, leaves of a tree. */
export function sizeOf({ cell }: CellOutcome): number {
  return Number(cell.factors.size);
}

export function seedOf({ cell }: CellOutcome): number {
  return Number(cell.factors.seed);
}

/** Outcomes by size, ascending. */
export function bySize(outcomes: readonly CellOutcome[]): CellOutcome[][] {
  return groupBy(outcomes, sizeOf).sort((a, b) => sizeOf(a[0]!) - sizeOf(b[0]!));
}

function settingOf({ cell: { factors } }: CellOutcome): DescentSetting {
  return {
    model: factors.model === 'gbdt' ? 'gbdt' : 'cnn',
    regularization: String(factors.regularization),
    training: String(factors.training),
    labels: factors.labels as DescentSetting['labels'],
    labelNoise: Number(factors.labelNoise),
    samples: Number(factors.samples),
  };
}
