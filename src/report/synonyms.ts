import {
  type ConfusionMatrix,
  type GroupedAccuracy,
  groupedAccuracy,
  synonymGroups,
} from '../analysis/index.ts';

/** Groups of categories that are hard to tell apart, at one threshold. */
export interface Merged {
  /** Least share of the drawings of any two categories of a group that were taken for the other. */
  readonly threshold: number;
  readonly groups: readonly (readonly number[])[];
  /** Accuracy when each group counts as one category. */
  readonly accuracy: GroupedAccuracy;
}

export interface Synonyms {
  readonly topOne: GroupedAccuracy;
  /** From the strictest threshold on. */
  readonly merged: readonly Merged[];
  /** Where the groups come from; from the test side itself, the gain is a little flattered. */
  readonly groupedBy: 'validation' | 'test';
}

const THRESHOLDS = [0.2, 0.15, 0.1, 0.07, 0.05];

/** @param validation confusions of the validation side, to find the groups by. */
export function mergeSynonyms(test: ConfusionMatrix, validation: ConfusionMatrix | undefined): Synonyms {
  const merged = THRESHOLDS.map(threshold => {
    const groups = synonymGroups(validation ?? test, threshold);
    return { threshold, groups, accuracy: groupedAccuracy(test, groups) };
  });
  return { topOne: groupedAccuracy(test, []), merged, groupedBy: validation ? 'validation' : 'test' };
}
