import { type Estimate, pairedDifference } from '../../analysis/index.ts';
import { groupBy } from '../statistics.ts';
import type { CellOutcome } from '../study.ts';
import { baselineOf } from './models.ts';
import type { BaselinesOptions } from './options.ts';
import { chooseRecipes, repeatedBy, repetitionsOf, testAccuracies } from './repetitions.ts';

/** A model of the comparison on its repetitions. */
export interface ComparedBaseline {
  readonly model: string;
  /** Test accuracy by number of draw or split. */
  readonly accuracies: ReadonlyMap<string | number, number>;
  /** What the study that this repeats found. */
  readonly published: number;
}

/** What the comparison says beyond its table. */
export interface BaselinesComparison {
  /** What a repetition is. */
  readonly repeatedBy: 'draw' | 'split';
  readonly models: readonly ComparedBaseline[];
  /** How much better one model is than another in test accuracy, pair by pair; undefined where they share no repetition. */
  difference(better: string, worse: string): Estimate | undefined;
}

/** Compares the models of a study of baselines, each at its best recipe. */
export function compareBaselines(
  options: BaselinesOptions,
  outcomes: readonly CellOutcome[],
): BaselinesComparison {
  const models = groupBy(outcomes, ({ cell }) => cell.factors.model!).map((group): ComparedBaseline => {
    const model = String(group[0]!.cell.factors.model);
    const accuracies = testAccuracies(repetitionsOf(options, chooseRecipes(group)));
    return { model, accuracies, published: baselineOf(model).published };
  });
  const accuraciesOf = (name: string) =>
    models.find(({ model }) => model === name)?.accuracies ?? new Map<string | number, number>();
  return {
    repeatedBy: repeatedBy(options),
    models,
    difference(better, worse) {
      const [one, other] = [accuraciesOf(better), accuraciesOf(worse)];
      const shared = [...one.keys()].filter(key => other.has(key));
      if (shared.length === 0) return undefined;
      return pairedDifference(
        shared.map(key => other.get(key)!),
        shared.map(key => one.get(key)!),
      );
    },
  };
}
