import { labelIssues } from '../../analysis/index.ts';
import { drawingName } from '../../data/index.ts';
import type { Cell, StudyFolder } from '../../sweep/index.ts';
import { type CrossValidated, type CrossValidation, collectFolds, foldCells } from '../cross-validate.ts';
import type { GridStages, StageOutcome } from '../grid-stages.ts';
import { type Detection, measureDetection, namesOf } from './detection.ts';
import { drawNoise, noiseTransition, type Relabeled } from './injected-noise.ts';
import type { CleaningOptions } from './options.ts';
import type { CleaningPlan } from './plan.ts';
import { writePredictions } from './predictions-file.ts';
import { type Removal, randomNames, trainingCell } from './removal.ts';

interface Question {
  readonly options: CleaningOptions;
  readonly plan: CleaningPlan;
  readonly stages: GridStages;
  readonly folder: StudyFolder;
}

/** Labels to train on: the set as it is or freed of its natural issues, with noise or without. */
interface LabelSet {
  readonly labels: string;
  readonly seed: number;
  readonly relabeled: Relabeled;
  /** Natural issues that are left out from the beginning. */
  readonly freedOf: readonly string[];
}

/** On the test side. */
export interface TestScore {
  readonly accuracy: number;
  /** Mean cross entropy, nats. */
  readonly loss: number;
}

/** What was found in a set with injected noise. */
export interface DetectionOutcome extends Detection {
  readonly base: 'as it is' | 'freed';
  readonly seed: number;
}

/** What networks of a repetition, which belong together, reach on the test side. */
export interface RemovalOutcome {
  readonly labels: 'injected noise' | 'natural labels';
  readonly seed: number;
  /** Issues removed, and others at random. */
  readonly removed: number;
  /** `errors` where errors were injected. */
  readonly scores: Readonly<Partial<Record<Removal, TestScore>>>;
}

export interface CleaningAnswers {
  /** Share of the train and validation sides that is flagged as it is. */
  readonly naturalShare: number;
  readonly detection: readonly DetectionOutcome[];
  readonly removal: readonly RemovalOutcome[];
  /** Every cell, in the order in which they were planned. */
  readonly outcomes: readonly StageOutcome[];
}

/**
 * The study, stage by stage:
 *
 * 1. networks are trained on the set as it is, and the set is cross-validated: its natural issues, and its confusions;
 * 2. labels are made wrong in the shape of these confusions, and networks are trained on them, as a user would first do;
 * 3. the noisy sets are cross-validated, each with as many epochs as the best of its own training took, and networks are
 *    trained without what was listed, and without as many drawings chosen at random;
 * 4. the same sets without their natural issues are cross-validated, for what is found there;
 * 5. networks are trained on the set as it is without what was listed there.
 */
export class CleaningQuestion {
  readonly #options: CleaningOptions;
  readonly #plan: CleaningPlan;
  readonly #stages: GridStages;
  readonly #folder: StudyFolder;
  readonly #outcomes: StageOutcome[] = [];

  constructor({ options, plan, stages, folder }: Question) {
    this.#options = options;
    this.#plan = plan;
    this.#stages = stages;
    this.#folder = folder;
  }

  async answer(): Promise<CleaningAnswers> {
    const seeds = Array.from({ length: this.#options.seeds }, (_, index) => this.#options.seed + index);
    const natural = seeds.map((seed): LabelSet => naturalSet(seed));
    const naturalRuns = await this.#train('the set as it is', natural);
    const [found] = await this.#crossValidate('natural issues', [natural[0]!], [naturalRuns[0]!]);
    const issues = namesOf(labelIssues(found!), found!);

    const transition = noiseTransition(found!, this.#options);
    const noisy = seeds.map((seed): LabelSet => {
      const relabeled = drawNoise(found!, transition, seed);
      return { labels: 'injected noise', seed, relabeled, freedOf: [] };
    });
    const noisyRuns = await this.#train('injected noise', noisy);
    const validated = await this.#crossValidate('injected noise', noisy, noisyRuns);
    const removedNoise = await this.#remove('injected noise', noisy, noisyRuns, validated);

    const freed = noisy.map(set => freeOf(issues, set));
    const freedValidated = await this.#crossValidate('injected noise, freed', freed, noisyRuns);
    const removedNatural = await this.#remove(
      'natural labels',
      natural,
      naturalRuns,
      seeds.map(() => found!),
    );
    return {
      naturalShare: issues.length / found!.labels.length,
      detection: [
        ...this.#detect('as it is', noisy, validated, found!),
        ...this.#detect('freed', freed, freedValidated, found!),
      ],
      removal: [...removedNoise, ...removedNatural],
      outcomes: this.#outcomes,
    };
  }

  #detect(
    base: DetectionOutcome['base'],
    sets: readonly LabelSet[],
    validated: readonly CrossValidated[],
    { hashes, labels }: CrossValidated,
  ): DetectionOutcome[] {
    const truth = new Map(Array.from(hashes, (hash, row) => [drawingName(hash), labels[row]!]));
    return sets.map(({ seed, relabeled }, index) => ({
      base,
      seed,
      ...measureDetection(validated[index]!, relabeled, truth, this.#options.margin),
    }));
  }

  /** Ordinary runs on sets, of which nothing more is removed. */
  #train(title: string, sets: readonly LabelSet[]): Promise<StageOutcome[]> {
    return this.#run(
      `Training on ${title}`,
      sets.map(({ labels, seed, relabeled, freedOf }) =>
        trainingCell({ plan: this.#plan, labels, seed, relabeled, removal: 'nothing', removed: freedOf }),
      ),
    );
  }

  async #crossValidate(
    title: string,
    sets: readonly LabelSet[],
    runs: readonly StageOutcome[],
  ): Promise<CrossValidated[]> {
    const { folds, repeats } = this.#options;
    const { config, learnedPerCategory } = this.#plan;
    const validations = sets.map(
      ({ labels, seed, relabeled, freedOf }, index): CrossValidation => ({
        config: { ...config, seed, epochs: runs[index]!.result.bestEpoch },
        view: { learnedPerCategory, relabeled, removed: freedOf },
        folds,
        foldSeed: seed,
        repeats,
        name: `${labels}, seed ${seed}`,
      }),
    );
    const cells = validations.map(foldCells);
    const outcomes = await this.#run(`Cross-validation: ${title}`, cells.flat(), true);
    const size = folds * repeats;
    const collected: CrossValidated[] = [];
    for (const [index, validation] of validations.entries()) {
      const own = outcomes.slice(index * size, (index + 1) * size);
      const predictions = await collectFolds(validation, own, this.#folder);
      await writePredictions(this.#folder.path, validation, predictions);
      collected.push(predictions);
    }
    return collected;
  }

  /** Trains without some drawings, in each way there is, and lays what comes out beside the scores of `runs`. */
  async #remove(
    labels: RemovalOutcome['labels'],
    sets: readonly LabelSet[],
    runs: readonly StageOutcome[],
    validated: readonly CrossValidated[],
  ): Promise<RemovalOutcome[]> {
    const lists = sets.map((set, index) => removalLists(set, validated[index]!, this.#options.margin));
    const cells = sets.flatMap(({ seed, relabeled }, index) =>
      lists[index]!.map(([removal, removed]) =>
        trainingCell({ plan: this.#plan, labels, seed, relabeled, removal, removed }),
      ),
    );
    const outcomes = await this.#run(`Training without some: ${labels}`, cells);
    return sets.map(({ seed }, index) => {
      const list = lists[index]!;
      const own = outcomes.slice(index * list.length, (index + 1) * list.length);
      const scores = list.map(([removal], place) => [removal, testScore(own[place]!)] as const);
      return {
        labels,
        seed,
        removed: list[0]![1].length,
        scores: { nothing: testScore(runs[index]!), ...Object.fromEntries(scores) },
      };
    });
  }

  async #run(title: string, cells: readonly Cell[], keepRuns = false): Promise<StageOutcome[]> {
    const outcomes = await this.#stages.run(title, cells, { keepRuns });
    this.#outcomes.push(...outcomes);
    return outcomes;
  }
}

function naturalSet(seed: number): LabelSet {
  return { labels: 'natural labels', seed, relabeled: [], freedOf: [] };
}

/** The set without drawings that were doubtful before anything was injected. */
function freeOf(issues: readonly string[], { relabeled, ...set }: LabelSet): LabelSet {
  const doubtful = new Set(issues);
  return {
    ...set,
    labels: `${set.labels}, freed`,
    relabeled: relabeled.filter(([name]) => !doubtful.has(name)),
    freedOf: issues,
  };
}

/** What is to be removed from a set, issues first. */
function removalLists(
  { seed, relabeled }: LabelSet,
  predictions: CrossValidated,
  margin: number,
): [Removal, readonly string[]][] {
  const issues = namesOf(labelIssues(predictions, { margin }), predictions);
  const errors = relabeled.map(([name]) => name);
  return [
    ['issues', issues],
    ['random', randomNames(predictions.hashes, issues.length, seed)],
    ...(errors.length > 0 ? [['errors', errors] as [Removal, string[]]] : []),
  ];
}

function testScore({ result: { test } }: StageOutcome): TestScore {
  return { accuracy: test?.accuracy ?? Number.NaN, loss: test?.loss ?? Number.NaN };
}
