import { pairedDifference } from '../../analysis/index.ts';
import type { CellResult } from '../../sweep/index.ts';
import { estimateColumns, groupBy, summarizeMeasures } from '../statistics.ts';
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

type Repetitions = ReadonlyMap<string | number, readonly CellResult[]>;

/**
 * Results by what repeats independently. With several draws that is the draw, whose splits depend on each other, since
 * their drawings are the same; with one it is the split, and the interval tells how the choice of drawings matters, not
 * that of categories.
 */
function repetitionsOf({ draws }: BaselinesOptions, chosen: readonly CellOutcome[]): Repetitions {
  const keyOf = ({ cell: { factors } }: CellOutcome) => (draws > 1 ? factors.draw! : factors.split!);
  return new Map(groupBy(chosen, keyOf).map(group => [keyOf(group[0]!), group.map(({ result }) => result)]));
}

/** How far a model's test accuracy is behind the best one's, pair by pair on the same drawings. */
function behind(best: Repetitions, other: Repetitions): SummaryRow {
  const both = [...best.keys()].filter(key => other.has(key));
  const accuracies = (results: Repetitions) =>
    both.map(key => Number(summarizeMeasures([results.get(key)!]).testAccuracy ?? 0));
  return estimateColumns('behindBest', pairedDifference(accuracies(other), accuracies(best)));
}

function distinct(outcomes: readonly CellOutcome[], factor: string): (string | number)[] {
  return [...new Set(outcomes.map(({ cell }) => cell.factors[factor]!))];
}

/** Of the recipes of a model, for each split the one with the lowest validation loss. */
function chooseRecipes(outcomes: readonly CellOutcome[]): readonly CellOutcome[] {
  const loss = ({ result }: CellOutcome) => result.validation?.loss ?? Number.POSITIVE_INFINITY;
  return groupBy(outcomes, ({ cell: { factors } }) => `${factors.draw} ${factors.split}`).map(recipes =>
    recipes.reduce((best, other) => (loss(other) < loss(best) ? other : best)),
  );
}
