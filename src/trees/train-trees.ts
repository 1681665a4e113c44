import type { WasmBackend } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import type { LabeledDrawings } from '../nn/index.ts';
import { binRows } from './binned-rows.ts';
import { Booster } from './booster.ts';
import { checkDrawings } from './drawing.ts';
import { TreeModel } from './model.ts';
import { describeModel } from './model-parameters.ts';
import { resolveTreeOptions, type TreeOptions } from './options.ts';
import { ClassShares, constantScores, scoresByClass } from './starting-scores.ts';
import { addBias, constantTree, type Tree } from './tree.ts';
import { Validation } from './validation.ts';

/** How well the model does after a round: mean cross-entropy in nats, and the share of drawings whose class has the highest score. */
export interface RoundMetrics {
  /** Rounds of the model, those it was given included. */
  readonly round: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  /** Time that the round's trees and the metrics of training took. */
  readonly ms: number;
}

export interface TrainTreesRequest extends LabeledDrawings {
  readonly classes: number;
  /** Where the kernels run; its threads are used. */
  readonly backend: WasmBackend;
  readonly validation?: LabeledDrawings;
  readonly options?: Partial<TreeOptions>;
  /** A model to go on from, trained on the same drawings with the same options: `options.rounds` more are added to it. */
  readonly model?: TreeModel;
  /** Called after each round with its metrics and the model so far. */
  readonly onRound?: (metrics: RoundMetrics, model: TreeModel) => void | Promise<void>;
  /** Ends training after the round in progress. */
  readonly signal?: AbortSignal;
}

export interface TrainedTrees {
  /** With early stopping the rounds up to the best one, else all. */
  readonly model: TreeModel;
  readonly metrics: readonly RoundMetrics[];
  /** Round with the least validation loss; without validation the last one. */
  readonly bestRound: number;
  readonly ended: 'rounds' | 'earlyStopping' | 'noSplits' | 'aborted';
}

/**
 * Trains gradient-boosted trees to tell the classes of drawings: multiclass softmax, histograms, leaf-wise growth, as LightGBM defines
 * them (Ke et al.: LightGBM: A Highly Efficient Gradient Boosting Decision Tree. NIPS 2017). The same trees come out for any number of
 * threads, and whether trained in one go or on from a model.
 *
 * Throws a UsageError for drawings, labels, options or a model that do not fit together.
 */
export async function trainTrees(request: TrainTreesRequest): Promise<TrainedTrees> {
  const options = resolveTreeOptions(request.options);
  checkRequest(request, options);
  const training = new Training(request, options);
  try {
    return await training.run();
  } finally {
    training.dispose();
  }
}

class Training {
  private readonly request: TrainTreesRequest;
  private readonly options: TreeOptions;
  private readonly shares: ClassShares;
  private readonly booster: Booster;
  private readonly validation: Validation | undefined;
  private readonly trees: Tree[];
  private readonly about: ReturnType<typeof describeModel>;
  private readonly metrics: RoundMetrics[] = [];

  constructor(request: TrainTreesRequest, options: TreeOptions) {
    const { classes, bitmaps, labels, backend, validation, model } = request;
    this.request = request;
    this.options = options;
    this.shares = new ClassShares(labels, classes);
    this.trees = [...(model?.trees ?? [])];
    const rows = binRows(bitmaps, options);
    this.about = describeModel(rows, classes, options);
    const scores = model
      ? scoresByClass(model.trees, classes, bitmaps)
      : constantScores(this.biases(), labels.length);
    const { trainable } = this.shares;
    this.booster = new Booster(backend, { drawings: request, rows, classes, scores, trainable, options });
    this.validation = validation && new Validation(validation, classes, model);
  }

  async run(): Promise<TrainedTrees> {
    const ended = await this.boost();
    const model = this.model();
    const bestRound = this.validation?.bestRound || model.rounds;
    const stopsEarly = this.options.earlyStoppingRounds > 0;
    return { model: stopsEarly ? model.first(bestRound) : model, metrics: this.metrics, bestRound, ended };
  }

  dispose(): void {
    this.booster.dispose();
  }

  private async boost(): Promise<TrainedTrees['ended']> {
    const { rounds, earlyStoppingRounds } = this.options;
    const { onRound, signal } = this.request;
    let start = performance.now();
    await this.booster.assess();
    for (let left = rounds; left > 0; left--) {
      const grown = await this.booster.growRound(this.round);
      const isUseless = grown.every(isConstant);
      if (isUseless && this.round > 0) return 'noSplits';
      const added = this.round > 0 ? grown : this.firstTrees(grown);
      this.trees.push(...added);
      const { loss, accuracy } = await this.booster.assess();
      const ms = performance.now() - start;
      const validation = this.validation?.add(added, this.round);
      this.metrics.push({ round: this.round, trainLoss: loss, trainAccuracy: accuracy, ...validation, ms });
      await onRound?.(this.metrics.at(-1)!, this.model());
      if (signal) await events();
      if (isUseless) return 'noSplits';
      if (signal?.aborted) return 'aborted';
      if (earlyStoppingRounds > 0 && this.round - this.validation!.bestRound >= earlyStoppingRounds)
        return 'earlyStopping';
      start = performance.now();
    }
    return 'rounds';
  }

  private get round(): number {
    return this.trees.length / this.request.classes;
  }

  private model(): TreeModel {
    return new TreeModel({ classes: this.request.classes, trees: [...this.trees], ...this.about });
  }

  /** Scores that boosting starts from. */
  private biases(): number[] {
    const { boostFromAverage } = this.options;
    return Array.from({ length: this.request.classes }, (_, k) =>
      boostFromAverage ? this.shares.score(k) : 0,
    );
  }

  /**
   * The trees of the first round have the starting score in them. A class that could not be split gets its share as a constant even when
   * boosting did not start from it.
   */
  private firstTrees(grown: readonly Tree[]): Tree[] {
    const biases = this.biases();
    return grown.map((tree, k) => {
      if (!isConstant(tree)) return addBias(tree, biases[k]!);
      const score = this.shares.score(k);
      this.booster.addToScores(k, score - biases[k]!);
      return constantTree(score, this.request.labels.length);
    });
  }
}

/** Lets the host handle what has happened meanwhile, such as the click or key that aborts. */
const events = () => new Promise<void>(resolve => setTimeout(resolve, 0));

const isConstant = (tree: Tree): boolean => tree.leafValue.length === 1;

function checkRequest(request: TrainTreesRequest, options: TreeOptions): void {
  const { classes, validation, model } = request;
  if (!(Number.isInteger(classes) && classes >= 1))
    throw new UsageError(`classes is ${classes}, but it must be a whole number of at least 1`);
  checkDrawings(request, classes, 'training drawings');
  if (request.labels.length === 0) throw new UsageError('there are no drawings to train on');
  if (validation) {
    checkDrawings(validation, classes, 'validation drawings');
    if (validation.labels.length === 0) throw new UsageError('there are no drawings to validate on');
  }
  if (options.earlyStoppingRounds > 0 && !validation)
    throw new UsageError('early stopping needs validation drawings');
  if (model && model.classes !== classes)
    throw new UsageError(`the model to go on from has ${model.classes} classes, the drawings ${classes}`);
}
