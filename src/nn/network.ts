import type { Backend, TensorData } from '../engine/index.ts';
import { BoundProgram } from './bound-program.ts';
import { type EvaluationStep, evaluationStep } from './evaluation-step.ts';
import { checkDrawings, type LabeledDrawings, PIXELS } from './labeled-drawings.ts';
import { type Classifier, parametersOf } from './model.ts';
import type { ParameterSpec } from './parameter-scope.ts';
import type { Tensor } from './safetensors.ts';
import { TensorBuffers } from './tensor-buffers.ts';

/** How well drawings were told apart. */
export interface EvaluationSums {
  readonly count: number;
  /** Sum of the cross entropies. */
  readonly lossSum: number;
  /** Number of right answers. */
  readonly correct: number;
}

/** What a network says of drawings. */
export interface Predictions extends EvaluationSums {
  /** [N, classes]. */
  readonly probabilities: Float32Array;
}

/**
 * A classifier with its weights in the memory of a backend, for evaluation. Drawings are looked at in batches
 * of one size, the last one filled up with what lay there before: no answer depends on the other drawings of
 * its batch.
 */
export class Network {
  readonly model: Classifier;
  readonly parameters: readonly ParameterSpec[];
  readonly batch: number;
  /** Where the weights lie; a training step works on them too. */
  readonly tensors: TensorBuffers;
  readonly #backend: Backend;
  #evaluation: { readonly step: EvaluationStep; readonly bound: BoundProgram } | undefined;

  /** @param batch drawings looked at in one step. */
  constructor(backend: Backend, model: Classifier, { batch = 256 }: { batch?: number } = {}) {
    this.model = model;
    this.batch = batch;
    this.parameters = parametersOf(model.build);
    this.tensors = new TensorBuffers(backend, this.parameters);
    this.#backend = backend;
  }

  get classes(): number {
    return this.model.classes;
  }

  /** Takes weights, as `load` of TensorBuffers does. */
  load(tensors: ReadonlyMap<string, Tensor>, where: string): void {
    this.tensors.load(tensors, where);
  }

  /** Loss and right answers, summed over any number of drawings. @throws EngineError if labels do not fit. */
  async evaluate(drawings: LabeledDrawings): Promise<EvaluationSums> {
    const sums = { count: drawings.labels.length, lossSum: 0, correct: 0 };
    await this.#look(drawings, async rows => this.#addSums(sums, rows));
    return sums;
  }

  /** The same with the probabilities of all classes. @throws EngineError if labels do not fit. */
  async predict(drawings: LabeledDrawings): Promise<Predictions> {
    const { classes } = this.model;
    const sums = { count: drawings.labels.length, lossSum: 0, correct: 0 };
    const probabilities = new Float32Array(sums.count * classes);
    await this.#look(drawings, async (rows, start) => {
      await this.#addSums(sums, rows);
      const { step, bound } = this.#evaluation!;
      const all = await bound.read(step.probabilities);
      probabilities.set(all.subarray(0, rows * classes), start * classes);
    });
    return { ...sums, probabilities };
  }

  /** The probabilities of all classes for drawings whose class is not known, [N, classes]. */
  async classify(bitmaps: Uint8Array): Promise<Float32Array> {
    const labels = new Int32Array(Math.floor(bitmaps.length / PIXELS));
    return (await this.predict({ bitmaps, labels })).probabilities;
  }

  /** Frees its memory. */
  free(): void {
    this.#evaluation?.bound.free();
    this.tensors.free();
  }

  async #look(
    drawings: LabeledDrawings,
    visit: (rows: number, start: number) => Promise<void>,
  ): Promise<void> {
    const { bitmaps, labels } = drawings;
    checkDrawings(drawings, this.model.classes);
    this.#evaluation ??= this.#compile();
    const { step, bound } = this.#evaluation;
    for (let start = 0; start < labels.length; start += this.batch) {
      const end = Math.min(start + this.batch, labels.length);
      bound.write(step.bitmaps, bitmaps.subarray(start * PIXELS, end * PIXELS));
      bound.write(step.labels, labels.subarray(start, end));
      await bound.run();
      await visit(end - start, start);
    }
  }

  /** Sums on the host, in double precision and in the order of the drawings. */
  async #addSums(sums: { lossSum: number; correct: number }, rows: number): Promise<void> {
    const { step, bound } = this.#evaluation!;
    sums.lossSum += sumOf(await bound.read(step.losses), rows);
    sums.correct += sumOf(await bound.read(step.correct), rows);
  }

  #compile() {
    const step = evaluationStep(this.model, this.batch);
    const outputs = [step.probabilities, step.losses, step.correct];
    return {
      step,
      bound: new BoundProgram(this.#backend, step.graph, outputs, name => this.tensors.find(name)),
    };
  }
}

function sumOf(values: TensorData, count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += values[index]!;
  return sum;
}
