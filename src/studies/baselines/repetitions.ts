import type { CellResult } from '../../sweep/index.ts';
import { groupBy } from '../statistics.ts';
import type { CellOutcome } from '../study.ts';
import type { BaselinesOptions } from './options.ts';

/** Results of a model by the number of the draw or split that repeats independently. */
export type Repetitions = ReadonlyMap<string | number, readonly CellResult[]>;

/** What the repetitions of a comparison are, one of which counts as one value. */
export function repeatedBy({ draws }: Pick<BaselinesOptions, 'draws'>): 'draw' | 'split' {
  return draws > 1 ? 'draw' : 'split';
}

/**
 * Results by what repeats independently. With several draws that is the draw, whose splits depend on each other, since
 * their drawings are the same; with one it is the split, and the interval tells how the choice of drawings matters, not
 * that of categories.
 */
export function repetitionsOf(options: BaselinesOptions, chosen: readonly CellOutcome[]): Repetitions {
  const keyOf = ({ cell: { factors } }: CellOutcome) => factors[repeatedBy(options)]!;
  return new Map(groupBy(chosen, keyOf).map(group => [keyOf(group[0]!), group.map(({ result }) => result)]));
}

/** Of the recipes of a model, for each split the one with the lowest validation loss. */
export function chooseRecipes(outcomes: readonly CellOutcome[]): readonly CellOutcome[] {
  const loss = ({ result }: CellOutcome) => result.validation?.loss ?? Number.POSITIVE_INFINITY;
  return groupBy(outcomes, ({ cell: { factors } }) => `${factors.draw} ${factors.split}`).map(recipes =>
    recipes.reduce((best, other) => (loss(other) < loss(best) ? other : best)),
  );
}

/** The test accuracy of each repetition: the mean over its splits. One without test drawings is left out. */
export function testAccuracies(repetitions: Repetitions): Map<string | number, number> {
  const accuracies = new Map<string | number, number>();
  for (const [key, results] of repetitions) {
    const values = results.flatMap(({ test }) => test?.accuracy ?? []);
    if (values.length > 0) accuracies.set(key, values.reduce((sum, value) => sum + value, 0) / values.length);
  }
  return accuracies;
}
