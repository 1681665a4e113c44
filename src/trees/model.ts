import { UsageError } from '../errors.ts';
import { PIXELS } from './drawing.ts';
import { addScores } from './forest.ts';
import { softmax } from './softmax.ts';
import type { Tree } from './tree.ts';

export interface TreeModelParts {
  readonly classes: number;
  /** Trees round by round, in a round class by class. */
  readonly trees: readonly Tree[];
  /** A name without blanks for each pixel. */
  readonly featureNames?: readonly string[];
  /** What is known of each pixel: `[smallest:largest]`, or `none` for one that no tree uses. */
  readonly featureInfos?: readonly string[];
  /** Settings as LightGBM lists them, `name` to `value`. */
  readonly parameters?: ReadonlyMap<string, string>;
}

/** Boosted trees that tell a drawing's class. */
export class TreeModel {
  readonly classes: number;
  readonly trees: readonly Tree[];
  readonly featureNames: readonly string[];
  readonly featureInfos: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;

  constructor({ classes, trees, featureNames, featureInfos, parameters }: TreeModelParts) {
    this.classes = classes;
    this.trees = trees;
    this.featureNames = featureNames ?? Array.from({ length: PIXELS }, (_, pixel) => `Column_${pixel}`);
    this.featureInfos = featureInfos ?? Array.from({ length: PIXELS }, () => 'none');
    this.parameters = parameters ?? new Map();
  }

  get rounds(): number {
    return this.trees.length / this.classes;
  }

  /** The model of the first `rounds` rounds. */
  first(rounds: number): TreeModel {
    if (rounds >= this.rounds) return this;
    return new TreeModel({ ...this, trees: this.trees.slice(0, rounds * this.classes) });
  }

  /** Sums of the trees' values, float64 [N, classes], for drawings uint8 [N, 784]. */
  scores(bitmaps: Uint8Array): Float64Array {
    if (bitmaps.length % PIXELS !== 0)
      throw new UsageError(`bitmaps of ${bitmaps.length} bytes are not whole drawings of ${PIXELS}`);
    const scores = new Float64Array((bitmaps.length / PIXELS) * this.classes);
    addScores(this.trees, this.classes, bitmaps, scores);
    return scores;
  }

  /** Probabilities of the classes, float32 [N, classes], for drawings uint8 [N, 784]. */
  predict(bitmaps: Uint8Array): Float32Array {
    return softmax(this.scores(bitmaps), this.classes);
  }

  /** For each of the 784 pixels how many splits ask for it (`split`), or what they gained in all (`gain`). */
  featureImportance(kind: 'split' | 'gain'): Float64Array {
    const importance = new Float64Array(PIXELS);
    for (const { splitFeature, splitGain } of this.trees)
      splitFeature.forEach((pixel, node) => {
        if (splitGain[node]! > 0) importance[pixel]! += kind === 'split' ? 1 : splitGain[node]!;
      });
    return importance;
  }
}
