import { adam, type Graph, sgd, type Value } from '../engine/index.ts';
import { integerPower } from './elementary-functions.ts';
import { zeros } from './initializers.ts';
import type { ParameterSpec } from './parameter-scope.ts';

/** How weights follow their gradients. Weight decay is decoupled for both: with Adam that is AdamW. */
export type OptimizerOptions =
  | {
      readonly name: 'adam';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    }
  | { readonly name: 'sgd'; readonly momentum: number; readonly weightDecay: number };

/** Adam as Keras and PyTorch have it by default, but for Keras's epsilon of 1e-7. */
export const defaultAdam: OptimizerOptions = {
  name: 'adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
};

/** Tensors that an optimizer keeps for each weight, all zero at first; their names begin with these. */
export const optimizerSlots = { adam: ['adam/m', 'adam/v'], sgd: ['sgd/velocity'] } as const;

/** Number of values an optimizer operation takes from the host. */
export const OPTIMIZER_SCALARS = 5;

/** What an optimizer keeps for the weights `specs`, as parameters of the training step. */
export function optimizerState(
  { name }: OptimizerOptions,
  specs: readonly ParameterSpec[],
): readonly ParameterSpec[] {
  return specs
    .filter(({ trainable }) => trainable)
    .flatMap(spec =>
      optimizerSlots[name].map(slot => ({
        name: `${slot}/${spec.name}`,
        shape: spec.shape,
        initializer: zeros,
        trainable: false,
        penalized: false,
      })),
    );
}

/**
 * Whether weight decay shrinks a parameter: kernels and embeddings, but neither biases nor what norms scale
 * and shift by.
 */
export function isDecayed({ trainable, shape }: ParameterSpec): boolean {
  return trainable && shape.length > 1;
}

/**
 * The values an optimizer's operations take from the host at a step: learning rate, Adam's bias corrections,
 * decay.
 * @param step from 1 on, counted over the whole run.
 */
export function optimizerScalars(
  options: OptimizerOptions,
  step: number,
  learningRate: number,
  { decays }: { decays: boolean },
): Float64Array {
  const decay = decays ? options.weightDecay * learningRate : 0;
  if (options.name === 'sgd') return Float64Array.of(learningRate, 0, 0, decay, 0);
  const correction = (beta: number) => 1 / (1 - integerPower(beta, step));
  return Float64Array.of(learningRate, correction(options.beta1), correction(options.beta2), decay, 0);
}

/**
 * Adds a step for the weight `w` with gradient `g`: its new value, which is also assigned, as is what the
 * optimizer keeps.
 * @param slot gives the parameter that holds a tensor the optimizer keeps for `w`.
 */
export function optimizerStep(
  graph: Graph,
  options: OptimizerOptions,
  { w, g, scalars, slot }: { w: Value; g: Value; scalars: Value; slot: (name: string) => Value },
): Value {
  if (options.name === 'sgd') {
    const velocity = slot('sgd/velocity');
    const next = sgd(w, g, velocity, scalars, { momentum: options.momentum });
    graph.assign(w, next.w);
    graph.assign(velocity, next.velocity);
    return next.w;
  }
  const m = slot('adam/m');
  const v = slot('adam/v');
  const next = adam(w, g, m, v, scalars, options);
  graph.assign(w, next.w);
  graph.assign(m, next.m);
  graph.assign(v, next.v);
  return next.w;
}
