import type { ListedCategory } from '../../data/node/index.ts';
import { UsageError } from '../../errors.ts';
import type { Cell } from '../../sweep/index.ts';
import { completeConfig, type RunOptions } from '../../train/index.ts';
import type { StudyPlan } from '../study.ts';
import { type GridDrawings, gridDrawings } from './drawings.ts';
import type { DescentSetting } from './findings.ts';
import type { LabelJudgment } from './judge-labels.ts';
import { type LabelSet, labelSetName, labelSets } from './label-sets.ts';
import type { DescentOptions } from './options.ts';
import { regularized } from './regularizations.ts';
import { trainings } from './trainings.ts';

/** A model that the grid has at every label set, number of drawings and seed. */
interface SizedModel {
  readonly factors: Pick<DescentSetting, 'model' | 'regularization' | 'training'> & { readonly size: number };
  readonly name: string;
  readonly config: RunOptions;
}

/**
 * The grid: every model at every size, for every label set, number of training drawings and seed. Cells of the same seed
 * have the same weights to begin with, the same order and the same wrong labels; fewer drawings are among more.
 * @param judgment what networks say of the labels, where the grid needs to know.
 */
export function planDescent(
  options: DescentOptions,
  listed: readonly ListedCategory[],
  judgment?: LabelJudgment,
): StudyPlan {
  const drawings = gridDrawings(options, listed);
  refuseTooFew(drawings, options);
  const models = sizedModels(options);
  const sets = labelSets(options);
  if (sets.length === 0)
    throw new UsageError('Injected label noise is to be compared, but none is asked for.', {
      hint: 'Say how much with --label-noise, such as 0.1,0.2.',
    });
  const samples = [...new Set(options.samples)].sort((a, b) => a - b);
  const seeds = Array.from({ length: options.seeds }, (_, index) => options.seed + index);
  const cells = models.flatMap(model =>
    sets.flatMap(set =>
      samples.flatMap(count =>
        seeds.map(seed =>
          cellOf({ model, set, samples: count, seed }, { drawings, judgment, names: samples.length > 1 }),
        ),
      ),
    ),
  );
  const { categories, perCategory, validation, test } = drawings;
  return {
    cells,
    design: {
      categories,
      perCategory,
      validation,
      test,
      ...(judgment && { naturalWrongShare: judgment.wrongShare, doubtful: judgment.doubtful }),
    },
    notes: notesOn(options, drawings),
  };
}

function sizedModels(options: DescentOptions): SizedModel[] {
  const { models, widths, regularization, epochs, batch, leaves, rounds, treesLearningRate } = options;
  const networks = [...new Set(regularization)].flatMap(kind =>
    trainings(options).flatMap(training =>
      [...new Set(widths)].map(
        (width): SizedModel => ({
          factors: { model: 'cnn', regularization: kind, training: training.name, size: width },
          name: [
            `width ${width}`,
            ...regularizationWords[kind],
            ...(trainings(options).length > 1 ? [training.name] : []),
          ].join(', '),
          config: {
            model: 'cnn',
            width,
            epochs,
            batch,
            ...training.config,
            ...regularized(kind, options),
          },
        }),
      ),
    ),
  );
  const trees = [...new Set(leaves)].map(
    (count): SizedModel => ({
      factors: { model: 'gbdt', regularization: '', training: String(treesLearningRate), size: count },
      name: `trees of ${count} leaves`,
      config: { model: 'gbdt', leaves: count, rounds, learningRate: treesLearningRate },
    }),
  );
  return [...new Set(models)].flatMap(model => (model === 'cnn' ? networks : trees));
}

const regularizationWords = { none: [], batch: ['batch norm'], l2: ['L2'], l1: ['L1'] } as const;

interface Place {
  readonly model: SizedModel;
  readonly set: LabelSet;
  readonly samples: number;
  readonly seed: number;
}

function cellOf(
  { model, set, samples, seed }: Place,
  {
    drawings,
    judgment,
    names,
  }: { drawings: GridDrawings; judgment: LabelJudgment | undefined; names: boolean },
): Cell {
  const { factors, config } = model;
  const words = [model.name, labelSetName(set), ...(names ? [`${samples} drawings`] : []), `seed ${seed}`];
  return {
    name: words.join(', '),
    factors: { ...factors, ...set, samples, seed },
    model: factors.model,
    config: completeConfig({
      ...drawings,
      train: samples,
      exclude: set.labels === 'clean' ? judgment!.exclude : null,
      labelNoise: set.labelNoise,
      labelNoiseShape: set.labelNoise > 0 ? (judgment?.confusions ?? null) : null,
      labelNoiseSeed: seed,
      ...config,
      patience: 0,
      seed,
    }),
  };
}

function refuseTooFew({ categories, perCategory }: GridDrawings, { samples }: DescentOptions): void {
  const most = Math.max(...samples);
  const total = categories.length * perCategory;
  if (most <= total) return;
  throw new UsageError(
    `${most} training drawings were asked for; there are ${total} of these categories in all.`,
    {
      hint: 'Ask for fewer (--samples), or name other categories (--categories) or another folder (--data).',
    },
  );
}

function notesOn(asked: DescentOptions, { validation, test }: GridDrawings): string[] {
  const lacks = (['validation', 'test'] as const).filter(side => {
    const [wanted, got] = [asked[side], { validation, test }[side]];
    return wanted !== null && got !== null && got < wanted;
  });
  return lacks.map(
    side =>
      `The ${side} side has ${{ validation, test }[side]} drawings, not ${asked[side]}: there are no more of these categories.`,
  );
}
