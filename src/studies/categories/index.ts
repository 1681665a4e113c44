import { groupBy, summarizeMeasures } from '../statistics.ts';
import type { CellOutcome, Study, SummaryRow } from '../study.ts';
import { type CategoriesOptions, categoriesOptionsSchema } from './options.ts';
import { planCategories } from './plan.ts';

/**
 * How do accuracy and loss, on the training and on the test side, change with the number of categories, for several
 * sizes of the network? Categories are drawn at random, those of a smaller number among those of a larger one.
 */
export const categoriesStudy: Study<CategoriesOptions> = {
  kind: 'categories',
  schema: categoriesOptionsSchema,
  plan: planCategories,
  summarize: (_, outcomes) =>
    groupBy(
      outcomes,
      ({ cell: { factors } }) => `${factors.model} ${factors.width} ${factors.categories}`,
    ).map(summarizeSize),
};

/** A model at a size, on a number of categories, over the draws. */
function summarizeSize(outcomes: readonly CellOutcome[]): SummaryRow {
  const { model, width, categories } = outcomes[0]!.cell.factors;
  const results = outcomes.map(({ result }) => result);
  return {
    model: model!,
    width: width === '' ? null : width!,
    categories: categories!,
    draws: outcomes.length,
    parameters: results[0]!.parameters,
    ...summarizeMeasures(results.map(result => [result])),
  };
}
