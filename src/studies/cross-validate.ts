import type { LabeledPredictions } from '../analysis/index.ts';
import type { DrawingsView } from '../data/index.ts';
import { UsageError } from '../errors.ts';
import { type Cell, type OutOfSample, readOutOfSample, type StudyFolder } from '../sweep/index.ts';
import type { RunConfig } from '../train/index.ts';
import type { StageOutcome } from './grid-stages.ts';

/** How drawings are cross-validated. */
export interface CrossValidation {
  /** A run's configuration. Its epochs are those of the networks: all are trained, nothing stops them. */
  readonly config: RunConfig;
  /** Labels and drawings to look at. */
  readonly view: Omit<DrawingsView, 'fold'>;
  readonly folds: number;
  /** Of the first folds; each repetition adds 1, to the networks' seed too. */
  readonly foldSeed: number;
  /** Cross-validations, with other folds and other weights each, whose probabilities are averaged. */
  readonly repeats: number;
  /** What it is called in messages. */
  readonly name: string;
}

/** Drawings that were cross-validated: what networks say of each that have not seen it. Ascending by hash. */
export interface CrossValidated extends LabeledPredictions {
  readonly classes: number;
  /** [N, classes]; the rows sum to 1. */
  readonly probabilities: Float32Array;
  /** As given, [N]. */
  readonly labels: Int32Array;
  /** Content hashes, [N]. */
  readonly hashes: BigUint64Array;
}

/** Fewer drawings in a fold than this, on average, are no cross-validation; there could be folds that leave nothing. */
const LEAST_PER_FOLD = 10;

/** @throws UsageError if `count` drawings to learn from are too few for so many folds. */
export function refuseTooFewDrawings(count: number, folds: number): void {
  if (count >= LEAST_PER_FOLD * folds) return;
  throw new UsageError(`${count} drawings to learn from are too few for ${folds} folds.`, {
    hint: `Take more drawings of each category: there have to be ${LEAST_PER_FOLD * folds} on the train and validation sides.`,
  });
}

/** A network for each fold of each repetition, which learns from the other folds. */
export function foldCells(validation: CrossValidation): Cell[] {
  const { config, view, folds, foldSeed, repeats, name } = validation;
  const cells: Cell[] = [];
  for (let repeat = 0; repeat < repeats; repeat++)
    for (let index = 0; index < folds; index++)
      cells.push({
        name: `${name}, fold ${index + 1}${repeats > 1 ? ` of repetition ${repeat + 1}` : ''}`,
        factors: { part: name, fold: index + 1, repetition: repeat + 1 },
        model: config.model,
        config: { ...config, patience: 0, seed: config.seed + repeat, threads: null, memory: null },
        view: { ...view, fold: { count: folds, seed: foldSeed + repeat, index } },
      });
  return cells;
}

/** Puts together what the networks of `foldCells` say, in the same order. */
export async function collectFolds(
  { folds, repeats }: CrossValidation,
  outcomes: readonly StageOutcome[],
  folder: StudyFolder,
): Promise<CrossValidated> {
  let sum: CrossValidated | undefined;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const parts: OutOfSample[] = [];
    for (const { task, result } of outcomes.slice(repeat * folds, (repeat + 1) * folds))
      parts.push(await readOutOfSample(folder.keptRun(task.key), result.files.outOfSample));
    const whole = joinParts(parts);
    if (sum === undefined) sum = whole;
    else for (const [at, value] of whole.probabilities.entries()) sum.probabilities[at]! += value;
  }
  for (const [at, value] of sum!.probabilities.entries()) sum!.probabilities[at] = value / repeats;
  return sum!;
}

/** One list of the folds' drawings, by hash and then, for equal drawings of several categories, by label. */
function joinParts(parts: readonly OutOfSample[]): CrossValidated {
  const places = parts.flatMap(part => Array.from(part.labels, (_, row) => ({ part, row })));
  places.sort((a, b) => {
    const [first, second] = [a.part.hashes[a.row]!, b.part.hashes[b.row]!];
    if (first !== second) return first < second ? -1 : 1;
    return a.part.labels[a.row]! - b.part.labels[b.row]!;
  });
  const filled = parts.find(({ labels }) => labels.length > 0);
  const classes = filled === undefined ? 0 : filled.probabilities.length / filled.labels.length;
  const probabilities = new Float32Array(places.length * classes);
  for (const [at, { part, row }] of places.entries())
    probabilities.set(part.probabilities.subarray(row * classes, (row + 1) * classes), at * classes);
  return {
    classes,
    probabilities,
    labels: Int32Array.from(places, ({ part, row }) => part.labels[row]!),
    hashes: BigUint64Array.from(places, ({ part, row }) => part.hashes[row]!),
  };
}
