import { groupBy, summarizeMeasures } from '../statistics.ts';
import type { CellOutcome, Study, SummaryRow } from '../study.ts';
import { baselineOf } from './models.ts';
import { type BaselinesOptions, baselinesOptionsSchema } from './options.ts';
import { planBaselines } from './plan.ts';

/**
 * What do boosted trees, a dense network and a convolutional network reach on the same drawings, split in the same ways?
 */
export const baselinesStudy: Study<BaselinesOptions> = {
  kind: 'baselines',
  schema: baselinesOptionsSchema,
  plan: planBaselines,
  summarize: (options, outcomes) =>
    groupBy(outcomes, ({ cell }) => cell.factors.model!).map(ofModel => summarizeModel(options, ofModel)),
};

/**
 * A model over all splits and draws. With several draws, a draw's mean over its splits counts as one value, since splits
 * of the same drawings depend on each other; with one, the interval is over its splits, and says how the choice of
 * drawings matters, not that of categories.
 */
function summarizeModel({ draws }: BaselinesOptions, outcomes: readonly CellOutcome[]): SummaryRow {
  const chosen = chooseRecipes(outcomes);
  const { model, categories } = chosen[0]!.cell.factors;
  const repetitions = groupBy(chosen, ({ cell: { factors } }) =>
    draws > 1 ? factors.draw! : factors.split!,
  );
  return {
    model: model!,
    recipe: groupBy(chosen, ({ cell }) => cell.factors.recipe!)
      .map(group => group[0]!.cell.factors.recipe)
      .join('; '),
    categories: categories!,
    draws: groupBy(chosen, ({ cell }) => cell.factors.draw!).length,
    splits: groupBy(chosen, ({ cell }) => cell.factors.split!).length,
    ...summarizeMeasures(repetitions.map(group => group.map(({ result }) => result))),
    publishedTestAccuracy: baselineOf(String(model)).published,
  };
}

/** Of the recipes of a model, for each split the one with the lowest validation loss. */
function chooseRecipes(outcomes: readonly CellOutcome[]): CellOutcome[] {
  const loss = ({ result }: CellOutcome) => result.validation?.loss ?? Number.POSITIVE_INFINITY;
  return groupBy(outcomes, ({ cell: { factors } }) => `${factors.draw} ${factors.split}`).map(recipes =>
    recipes.reduce((best, other) => (loss(other) < loss(best) ? other : best)),
  );
}
