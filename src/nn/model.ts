import { Graph, type Shape, sizeOf, type Value } from '../engine/index.ts';
import { ParameterScope, type ParameterSpec } from './parameter-scope.ts';

/** A model: a function that adds its operations to the graph of its input. */
export type Model = (x: Value, scope: ParameterScope) => Value;

/** A model that tells classes of drawings apart: x [N, 28, 28, 1] of 0…1 → logits [N, classes]. */
export interface Classifier {
  readonly classes: number;
  readonly build: Model;
}

/** Shape of a drawing as classifiers take it: height, width, channels. */
export const DRAWING_SHAPE = [28, 28, 1] as const;

/** Lists the parameters of a model, by building it for one input of shape `inputShape`. */
export function parametersOf(model: Model, inputShape: Shape = DRAWING_SHAPE): ParameterSpec[] {
  const graph = new Graph();
  const scope = new ParameterScope(graph, 'evaluation');
  model(graph.input('x', [1, ...inputShape], 'f32', { batched: true }), scope);
  return scope.declared.map(({ spec }) => spec);
}

/** Number of trainable elements. */
export function countParameters(specs: readonly ParameterSpec[]): number {
  return specs.filter(({ trainable }) => trainable).reduce((total, { shape }) => total + sizeOf(shape), 0);
}
