import { type Backend, type Program, streamKey } from '../engine/index.ts';
import { BoundProgram } from './bound-program.ts';
import { checkDrawings, type LabeledDrawings } from './labeled-drawings.ts';
import type { Classifier } from './model.ts';
import { type EvaluationSums, Network } from './network.ts';
import { optimizerScalars, optimizerState } from './optimizers.ts';
import type { Tensor } from './safetensors.ts';
import { TensorBuffers } from './tensor-buffers.ts';
import {
  AVERAGE_PREFIX,
  averagesOf,
  type TrainingOptions,
  type TrainingStep,
  trainingStep,
} from './training-step.ts';

/** A batch to learn from. */
export interface TrainingBatch extends LabeledDrawings {
  /** For `warp` other than 'none': an affine map a drawing, [N, 6]. */
  readonly affine?: Float32Array | undefined;
  /** For `warp: 'elastic'`: displacements in pixels, [N, grid, grid, 2]. */
  readonly displacement?: Float32Array | undefined;
}

export interface StepSettings {
  /** Number of the step in the whole run, from 1. */
  readonly step: number;
  readonly learningRate: number;
  /** Seed of dropout. */
  readonly seed: number;
}

/** What a training step says of the batch it learned from, before it learned. */
export interface StepMetrics extends EvaluationSums {
  readonly penalty: number;
}

interface Compiled {
  readonly step: TrainingStep;
  readonly bound: BoundProgram;
}

/**
 * Trains a classifier: holds its weights and what the optimizer keeps, and runs training steps. Each batch
 * size has its own program, compiled when it is first needed, so that a short last batch is taken as it is.
 */
export class Trainer {
  /** The weights that are trained. */
  readonly network: Network;
  /** The weights to evaluate: the moving average if one is kept, else the same. */
  readonly evaluated: Network;
  readonly #backend: Backend;
  readonly #model: Classifier;
  readonly #options: TrainingOptions;
  readonly #optimizer: TensorBuffers;
  readonly #programs = new Map<number, Compiled>();

  constructor(backend: Backend, model: Classifier, options: TrainingOptions) {
    this.#backend = backend;
    this.#model = model;
    this.#options = options;
    this.network = new Network(backend, model);
    this.evaluated = options.averageDecay > 0 ? new Network(backend, model) : this.network;
    this.#optimizer = new TensorBuffers(backend, optimizerState(options.optimizer, this.network.parameters));
  }

  /** Starts anew: weights by `seed`, the optimizer with nothing. */
  initialize(seed: number): void {
    this.network.tensors.initialize(seed);
    if (this.#isAveraging) this.evaluated.tensors.initialize(seed);
    this.#optimizer.initialize(seed);
  }

  /** Learns from a batch. @throws EngineError if its labels or bitmaps do not fit. */
  async step(batch: TrainingBatch, { step, learningRate, seed }: StepSettings): Promise<StepMetrics> {
    const count = batch.labels.length;
    checkDrawings(batch, this.#model.classes);
    const { step: built, bound } = this.#compiled(count);
    const { optimizer } = this.#options;
    bound.write(built.drawings.bitmaps, batch.bitmaps);
    bound.write(built.drawings.affine, batch.affine);
    bound.write(built.drawings.displacement, batch.displacement);
    bound.write(built.labels, batch.labels);
    const scalars = (decays: boolean) => optimizerScalars(optimizer, step, learningRate, { decays });
    bound.write(built.scalars.others, scalars(false));
    if (optimizer.weightDecay > 0) bound.write(built.scalars.decaying, scalars(true));
    bound.write(built.random, Int32Array.of(...streamKey(seed, 'dropout'), step, Math.floor(step / 2 ** 32)));
    bound.write(built.averageRate, Float64Array.of(averageRate(this.#options.averageDecay, step)));
    await bound.run();
    const [lossSum, correct, penalty] = await bound.read(built.metrics);
    return { count, lossSum: lossSum!, correct: correct!, penalty: penalty! };
  }

  /** The program of a training step for `batch` drawings, to look at or to time. */
  program(batch: number): Program {
    return this.#compiled(batch).bound.program;
  }

  /** Everything needed to go on later: weights, averages, what the optimizer keeps. */
  async save(): Promise<Map<string, Tensor>> {
    const tensors = await this.network.tensors.save();
    if (this.#isAveraging)
      for (const [name, tensor] of await this.evaluated.tensors.save())
        tensors.set(AVERAGE_PREFIX + name, tensor);
    for (const [name, tensor] of await this.#optimizer.save()) tensors.set(name, tensor);
    return tensors;
  }

  /** Takes what `save` gave. @throws DataError if it does not fit. */
  load(tensors: ReadonlyMap<string, Tensor>, where: string): void {
    this.#optimizer.load(tensors, where);
    this.network.load(tensors, where);
    if (!this.#isAveraging) return;
    this.evaluated.load(averagesOf(tensors), where);
  }

  /** Frees its memory. */
  free(): void {
    for (const { bound } of this.#programs.values()) bound.free();
    this.#optimizer.free();
    this.network.free();
    if (this.#isAveraging) this.evaluated.free();
  }

  get #isAveraging(): boolean {
    return this.evaluated !== this.network;
  }

  #compiled(batch: number): Compiled {
    let compiled = this.#programs.get(batch);
    if (!compiled) {
      const step = trainingStep(this.#model, batch, this.#options);
      const bound = new BoundProgram(this.#backend, step.graph, [step.metrics], name =>
        name.startsWith(AVERAGE_PREFIX)
          ? this.evaluated.tensors.find(name.slice(AVERAGE_PREFIX.length))
          : (this.network.tensors.find(name) ?? this.#optimizer.find(name)),
      );
      compiled = { step, bound };
      this.#programs.set(batch, compiled);
    }
    return compiled;
  }
}

/**
 * How far an average goes to the new value: 1 − decay, more in the first steps so that the start is soon
 * forgotten.
 */
function averageRate(decay: number, step: number): number {
  return 1 - Math.min(decay, (1 + step) / (10 + step));
}
