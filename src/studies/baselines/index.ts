import { pairedDifference } from '../../analysis/index.ts';
import { estimateColumns, groupBy, summarizeMeasures } from '../statistics.ts';
import type { CellOutcome, Study, SummaryRow } from '../study.ts';
import { baselineOf } from './models.ts';
import { type BaselinesOptions, baselinesOptionsSchema } from './options.ts';
import { planBaselines } from './plan.ts';
import { chooseRecipes, type Repetitions, repetitionsOf, testAccuracies } from './repetitions.ts';

/**
 * What do boosted trees, a dense network and a convolutional network reach on the same drawings, split in the same ways?
 */
export const baselinesStudy: Study<BaselinesOptions> = {
  kind: 'baselines',
  schema: baselinesOptionsSchema,
  plan: planBaselines,
  summarize: (options, outcomes) => {
    const models = groupBy(outcomes, ({ cell }) => cell.factors.model!).map(chooseRecipes);
    const rows = models.map(chosen => summarizeModel(options, chosen));
    const accuracyOf = ({ testAccuracy }: SummaryRow) => Number(testAccuracy ?? 0);
    const best = rows.reduce((most, row, at) => (accuracyOf(row) > accuracyOf(rows[most]!) ? at : most), 0);
    return rows.map((row, at) => ({
      ...row,
      ...(at === best
        ? {}
        : behind(repetitionsOf(options, models[best]!), repetitionsOf(options, models[at]!))),
    }));
  },
};

/** A model over all splits and draws. */
function summarizeModel(options: BaselinesOptions, chosen: readonly CellOutcome[]): SummaryRow {
  const { model, categories } = chosen[0]!.cell.factors;
  const repetitions = [...repetitionsOf(options, chosen).values()];
  return {
    model: model!,
    recipe: distinct(chosen, 'recipe').join('; '),
    categories: categories!,
    draws: distinct(chosen, 'draw').length,
    splits: distinct(chosen, 'split').length,
    ...summarizeMeasures(repetitions),
    publishedTestAccuracy: baselineOf(String(model)).published,
    behindBest: null,
    behindBestLow: null,
    behindBestHigh: null,
  };
}

/** How far a model's test accuracy is behind the best one's, pair by pair on the same drawings. */
function behind(best: Repetitions, other: Repetitions): SummaryRow {
  const [ours, theirs] = [testAccuracies(other), testAccuracies(best)];
  const both = [...theirs.keys()].filter(key => ours.has(key));
  const accuracies = (of: ReadonlyMap<string | number, number>) => both.map(key => of.get(key)!);
  const difference = both.length > 0 ? pairedDifference(accuracies(ours), accuracies(theirs)) : undefined;
  return estimateColumns('behindBest', difference);
}

function distinct(outcomes: readonly CellOutcome[], factor: string): (string | number)[] {
  return [...new Set(outcomes.map(({ cell }) => cell.factors[factor]!))];
}
