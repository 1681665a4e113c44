import { Graph, inTopK, softmax, softmaxCrossEntropy, type Value } from '../engine/index.ts';
import { drawingInput } from './drawing-input.ts';
import type { Classifier } from './model.ts';
import { ParameterScope } from './parameter-scope.ts';

/**
 * A look at `batch` drawings as one graph; every output has a row a drawing, and no row depends on another.
 */
export interface EvaluationStep {
  readonly graph: Graph;
  /** u8 [N, 784]. */
  readonly bitmaps: Value;
  /** i32 [N]. */
  readonly labels: Value;
  /** [N, classes]. */
  readonly logits: Value;
  /** [N, classes]. */
  readonly probabilities: Value;
  /** Cross entropy with the label, [N]. */
  readonly losses: Value;
  /** 1 where the label has the highest logit, else 0, [N]. */
  readonly correct: Value;
}

/** Builds the evaluation of batches of `batch` drawings. */
export function evaluationStep(model: Classifier, batch: number): EvaluationStep {
  const graph = new Graph();
  const { bitmaps, images } = drawingInput(graph, batch, 'none');
  const labels = graph.input('labels', [batch], 'i32', { batched: true });
  const logits = model.build(images, new ParameterScope(graph, 'evaluation'));
  return {
    graph,
    bitmaps,
    labels,
    logits,
    probabilities: softmax(logits),
    losses: softmaxCrossEntropy(logits, labels),
    correct: inTopK(logits, labels, 1),
  };
}
