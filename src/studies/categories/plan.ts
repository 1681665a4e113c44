import type { ListedCategory } from '../../data/node/index.ts';
import { UsageError } from '../../errors.ts';
import type { Cell } from '../../sweep/index.ts';
import { completeConfig } from '../../train/index.ts';
import { drawCategories, inOfficialOrder } from '../draw-categories.ts';
import type { StudyPlan } from '../study.ts';
import { sizesOf } from './models.ts';
import type { CategoriesOptions } from './options.ts';

/** The study's numbers of categories. */
const COUNTS = [10, 25, 50, 100, 200, 345];
const PER_CATEGORY = 200;
/** Below this some category would have no test drawing. */
const FEWEST = 20;

/** The grid of the category sweep: every model and size, on every number of categories of every draw. */
export function planCategories(options: CategoriesOptions, listed: readonly ListedCategory[]): StudyPlan {
  const sizes = sizesOf(options);
  const { perCategory, eligible, notes } = chooseDrawings(options, listed);
  const counts = chooseCounts(options.counts, eligible.length, perCategory);
  const draws = Array.from({ length: options.draws }, (_, index) => {
    const draw = index + 1;
    const order = drawCategories(eligible, { seed: options.seed, draw });
    return { draw, categories: order.slice(0, Math.max(...counts)) };
  });
  const cells = draws.flatMap(({ draw, categories }) =>
    counts.flatMap(count =>
      sizes.map(({ model, width, name, config }): Cell => {
        const seed = options.seed + draw - 1;
        return {
          name: `${name}, ${count} categories, draw ${draw}`,
          factors: { model, width, categories: count, draw, seed },
          model,
          config: completeConfig({
            data: options.data,
            // In the order of labels that the command line gives them, too.
            categories: inOfficialOrder(categories.slice(0, count)),
            perCategory,
            norm: options.norm,
            epochs: options.epochs,
            patience: options.patience,
            seed,
            splitSeed: options.splitSeed,
            ...config,
          }),
        };
      }),
    ),
  );
  return { cells, design: { counts, perCategory, draws }, notes };
}

/** How many drawings each category gives, and which categories have so many. */
function chooseDrawings(options: CategoriesOptions, listed: readonly ListedCategory[]) {
  const namesWith = (count: number) => listed.filter(entry => entry.count >= count).map(({ name }) => name);
  if (options.perCategory !== null)
    return { perCategory: options.perCategory, eligible: namesWith(options.perCategory), notes: [] };
  const usable = listed.filter(({ count }) => count >= FEWEST);
  const perCategory = Math.min(PER_CATEGORY, ...usable.map(({ count }) => count));
  const notes =
    usable.length < listed.length ? [`Categories with fewer than ${FEWEST} drawings are left out.`] : [];
  if (perCategory < PER_CATEGORY)
    notes.push(`Each category gives ${perCategory} drawings, as many as the smallest has.`);
  return { perCategory, eligible: usable.map(({ name }) => name), notes };
}

function chooseCounts(asked: readonly number[] | null, available: number, perCategory: number): number[] {
  if (asked === null) {
    const fitting = COUNTS.filter(count => count < available);
    if (available >= 2) return [...fitting, available];
  }
  const most = Math.max(...(asked ?? [2]));
  if (most <= available) return [...new Set(asked)].sort((a, b) => a - b);
  throw new UsageError(
    `${most} categories with ${perCategory} drawings each were asked for; ${available} have so many.`,
    {
      hint: 'Ask for fewer categories (--counts) or fewer drawings (--per-category), or name another --data.',
    },
  );
}
