import { labelIssues } from '../../analysis/index.ts';
import { drawingName } from '../../data/index.ts';
import type { Cell, StudyFolder } from '../../sweep/index.ts';
import type { TrainConfig } from '../../train/index.ts';
import { type CrossValidated, type CrossValidation, collectFolds, foldCells } from './cross-validate.ts';
import { type Detection, measureDetection, namesOf } from './detection.ts';
import type { GridStages, StageOutcome } from './grid-stages.ts';
import { drawNoise, noiseTransition, type Relabeled } from './injected-noise.ts';
import type { CleaningOptions } from './options.ts';
import { writePredictions } from './predictions-file.ts';
import { type Removal, randomNames, trainingCell } from './removal.ts';

/** Labels to train on: the set as it is or freed of its natural issues, with noise or without. */
interface LabelSet {
  readonly labels: string;
  readonly seed: number;
  readonly relabeled: Relabeled;
  /** Natural issues that are left out from the beginning. */
  readonly freedOf: readonly string[];
}

/** What was found in a set with injected noise. */
export interface DetectionOutcome extends Detection {
  readonly base: 'as it is' | 'freed';
  readonly seed: number;
}

/** Test accuracies of a repetition, which belong together. */
export interface RemovalOutcome extends Readonly<Record<Removal, number>> {
  readonly labels: 'injected noise' | 'natural labels';
  readonly seed: number;
  /** Drawings removed. */
  readonly removed: number;
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
 * 2. labels are made wrong in the shape of these confusions, in the set as it is and in the set without natural issues;
 *    networks are trained on these, as a user would first do;
 * 3. all these sets are cross-validated, each with as many epochs as the best of its own training took;
 * 4. networks are trained without what was flagged, and without as many drawings chosen at random.
 */
export class CleaningQuestion {
  readonly #options: CleaningOptions;
  readonly #config: TrainConfig;
  readonly #stages: GridStages;
  readonly #folder: StudyFolder;
  readonly #outcomes: StageOutcome[] = [];

  constructor(options: CleaningOptions, config: TrainConfig, stages: GridStages, folder: StudyFolder) {
    this.#options = options;
    this.#config = config;
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
    const natures = new Set(issues);
    const freed = noisy.map((set): LabelSet => {
      const relabeled = set.relabeled.filter(([name]) => !natures.has(name));
      return { ...set, labels: 'injected noise, freed', relabeled, freedOf: issues };
    });
    const sets = [...noisy, ...freed];
    const noisyRuns = await this.#train('injected noise', sets);
    const validated = await this.#crossValidate('injected noise', sets, noisyRuns);

    const truth = new Map(Array.from(found!.hashes, (hash, row) => [drawingName(hash), found!.labels[row]!]));
    const detection = sets.map(
      ({ seed, relabeled, freedOf }, index): DetectionOutcome => ({
        base: freedOf.length > 0 || index >= seeds.length ? 'freed' : 'as it is',
        seed,
        ...measureDetection(validated[index]!, relabeled, truth),
      }),
    );
    const removal = [
      ...(await this.#remove('injected noise', noisy, noisyRuns, validated)),
      ...(await this.#remove(
        'natural labels',
        natural,
        naturalRuns,
        seeds.map(() => found!),
      )),
    ];
    return {
      naturalShare: issues.length / found!.labels.length,
      detection,
      removal,
      outcomes: this.#outcomes,
    };
  }

  /** Ordinary runs on sets, of which nothing more is removed. */
  #train(title: string, sets: readonly LabelSet[]): Promise<StageOutcome[]> {
    return this.#run(
      `Training on ${title}`,
      sets.map(({ labels, seed, relabeled, freedOf }) =>
        trainingCell({ config: this.#config, labels, seed, relabeled, removal: 'nothing', removed: freedOf }),
      ),
    );
  }

  async #crossValidate(
    title: string,
    sets: readonly LabelSet[],
    runs: readonly StageOutcome[],
  ): Promise<CrossValidated[]> {
    const { folds, repeats } = this.#options;
    const validations = sets.map(
      ({ labels, seed, relabeled, freedOf }, index): CrossValidation => ({
        config: { ...this.#config, seed, epochs: runs[index]!.result.bestEpoch },
        view: { relabeled, removed: freedOf },
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

  /** Trains without issues and without as many at random, and lays the accuracies beside those of `runs`. */
  async #remove(
    labels: RemovalOutcome['labels'],
    sets: readonly LabelSet[],
    runs: readonly StageOutcome[],
    validated: readonly CrossValidated[],
  ): Promise<RemovalOutcome[]> {
    const removals = sets.map(({ seed }, index) => {
      const issues = namesOf(labelIssues(validated[index]!), validated[index]!);
      return { issues, random: randomNames(validated[index]!.hashes, issues.length, seed) };
    });
    const cells = sets.flatMap(({ seed, relabeled }, index) =>
      (['issues', 'random'] as const).map(removal =>
        trainingCell({
          config: this.#config,
          labels,
          seed,
          relabeled,
          removal,
          removed: removals[index]![removal],
        }),
      ),
    );
    const outcomes = await this.#run(`Training without issues: ${labels}`, cells);
    return sets.map(({ seed }, index) => ({
      labels,
      seed,
      removed: removals[index]!.issues.length,
      nothing: testAccuracy(runs[index]!),
      issues: testAccuracy(outcomes[2 * index]!),
      random: testAccuracy(outcomes[2 * index + 1]!),
    }));
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

function testAccuracy({ result }: StageOutcome): number {
  return result.test?.accuracy ?? Number.NaN;
}
