import type { LabeledDrawings } from '../nn/index.ts';
import { addScores } from './forest.ts';
import type { TreeModel } from './model.ts';
import { assess } from './softmax.ts';
import type { Tree } from './tree.ts';

/** Follows the loss of drawings that trees do not learn from. */
export class Validation {
  private readonly drawings: LabeledDrawings;
  private readonly classes: number;
  private readonly scores: Float64Array;
  private bestLoss = Number.POSITIVE_INFINITY;
  /** Round with the least loss so far, 0 before the first. */
  bestRound = 0;

  /** @param model what training goes on from: its rounds count as seen. */
  constructor(drawings: LabeledDrawings, classes: number, model: TreeModel | undefined) {
    this.drawings = drawings;
    this.classes = classes;
    this.scores = new Float64Array(drawings.labels.length * classes);
    for (let round = 1; model && round <= model.rounds; round++)
      this.add(model.trees.slice(classes * (round - 1), classes * round), round);
  }

  /** Loss and accuracy with the trees of one more round. */
  add(trees: readonly Tree[], round: number): { validationLoss: number; validationAccuracy: number } {
    addScores(trees, this.classes, this.drawings.bitmaps, this.scores);
    const { loss, accuracy } = assess(this.scores, this.drawings.labels, this.classes);
    if (loss < this.bestLoss) {
      this.bestLoss = loss;
      this.bestRound = round;
    }
    return { validationLoss: loss, validationAccuracy: accuracy };
  }
}
