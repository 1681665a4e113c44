import type { ListedCategory } from '../../data/node/index.ts';
import { UsageError } from '../../errors.ts';
import type { Cell } from '../../sweep/index.ts';
import { completeConfig } from '../../train/index.ts';
import { drawCategories, inOfficialOrder } from '../draw-categories.ts';
import type { StudyPlan } from '../study.ts';
import { baselineOf } from './models.ts';
import type { BaselinesOptions } from './options.ts';

/** The grid of the comparison: every recipe of every model on every split of every draw. */
export function planBaselines(options: BaselinesOptions, listed: readonly ListedCategory[]): StudyPlan {
  const recipes = [...new Set(options.models)].flatMap(baseline =>
    baselineOf(baseline)
      .recipes(options)
      .map(recipe => ({ ...recipe, baseline })),
  );
  const perCategory = availablePerCategory(options, listed);
  const eligible = listed.filter(({ count }) => count >= perCategory).map(({ name }) => name);
  const draws = numbers(options.draws).map(draw => ({
    draw,
    categories: inOfficialOrder(
      drawCategories(eligible, { seed: options.seed, draw }).slice(0, options.categories),
    ),
  }));
  const cells = draws.flatMap(({ draw, categories }) =>
    numbers(options.splits).flatMap(split =>
      recipes.map(
        ({ baseline, name, model, config }): Cell => ({
          name: `${baseline} ${name}, draw ${draw}, split ${split}`,
          factors: { model: baseline, recipe: name, categories: options.categories, draw, split },
          model,
          config: completeConfig({
            data: options.data,
            categories,
            perCategory,
            seed: options.seed + split - 1,
            splitSeed: split,
            ...config,
          }),
        }),
      ),
    ),
  );
  const notes = perCategory < options.perCategory ? [fewerNote(options, perCategory)] : [];
  return { cells, design: { perCategory, eligible: eligible.length, draws }, notes };
}

/** As many drawings as were asked for, or as so many categories have. */
function availablePerCategory(
  { categories, perCategory }: BaselinesOptions,
  listed: readonly ListedCategory[],
): number {
  const counts = listed.map(({ count }) => count).sort((a, b) => b - a);
  const there = counts[categories - 1];
  if (there !== undefined) return Math.min(perCategory, there);
  throw new UsageError(`${categories} categories were asked for; there are ${counts.length}.`, {
    hint: 'Ask for fewer with --categories, or name a folder with more with --data.',
  });
}

function fewerNote({ categories, perCategory }: BaselinesOptions, there: number): string {
  return (
    `${perCategory} drawings of each category were asked for; ${categories} categories have ${there} or more: ` +
    `${there} are taken. The published accuracies are of 2,000 drawings to train on.`
  );
}

/** 1, 2, … count. */
function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
