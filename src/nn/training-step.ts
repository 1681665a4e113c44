import {
  add,
  concat,
  exponentialAverage,
  Graph,
  gradients,
  inTopK,
  multiply,
  reshape,
  softmaxCrossEntropy,
  sum,
  type Value,
} from '../engine/index.ts';
import { type DrawingInput, drawingInput, type WarpKind } from './drawing-input.ts';
import type { Classifier } from './model.ts';
import { isDecayed, OPTIMIZER_SCALARS, type OptimizerOptions, optimizerStep } from './optimizers.ts';
import { ParameterScope } from './parameter-scope.ts';
import { type PenaltyOptions, penalty } from './penalty.ts';

export interface TrainingOptions extends PenaltyOptions {
  readonly optimizer: OptimizerOptions;
  /** Share of the target spread over all classes. */
  readonly labelSmoothing: number;
  /** Decay of a moving average of the weights; 0: none is kept. */
  readonly averageDecay: number;
  readonly warp: WarpKind;
}

/** Names of averaged parameters begin with it. */
export const AVERAGE_PREFIX = 'average/';

/** The averages among what a trainer has saved, by the names of their parameters; none where none was kept. */
export function averagesOf<Kept>(tensors: ReadonlyMap<string, Kept>): Map<string, Kept> {
  const averages = [...tensors].filter(([name]) => name.startsWith(AVERAGE_PREFIX));
  return new Map(averages.map(([name, tensor]) => [name.slice(AVERAGE_PREFIX.length), tensor]));
}

/**
 * One training step as one graph: forward, loss, backward, optimizer, running statistics, averages, metrics.
 */
export interface TrainingStep {
  readonly graph: Graph;
  readonly drawings: DrawingInput;
  /** i32 [N]. */
  readonly labels: Value;
  /** What the optimizer takes from the host: for weights that decay, and for the others. */
  readonly scalars: { readonly decaying: Value; readonly others: Value };
  /** i32 [4], if the model drops anything out. */
  readonly random: Value | undefined;
  /** Scalar, if averages are kept: how far they go to the new weights. */
  readonly averageRate: Value | undefined;
  /** [3]: sum of the cross entropies over the batch, number of right answers, penalty. */
  readonly metrics: Value;
}

/**
 * Builds the training step for batches of `batch` drawings. The loss is the mean cross entropy plus the
 * penalties. Everything kept from step to step (weights, running statistics, optimizer, averages) is a
 * parameter of the graph.
 */
export function trainingStep(model: Classifier, batch: number, options: TrainingOptions): TrainingStep {
  const graph = new Graph();
  const drawings = drawingInput(graph, batch, options.warp);
  const labels = graph.input('labels', [batch], 'i32', { batched: true });
  const others = graph.input('optimizer', [OPTIMIZER_SCALARS]);
  const decays = options.optimizer.weightDecay > 0;
  const decaying = decays ? graph.input('decaying optimizer', [OPTIMIZER_SCALARS]) : others;

  const scope = new ParameterScope(graph, 'training');
  const logits = model.build(drawings.images, scope);
  const losses = softmaxCrossEntropy(logits, labels, { labelSmoothing: options.labelSmoothing });
  const lossSum = sum(losses);
  const kernels = scope.declared.filter(({ spec }) => spec.penalized).map(({ value }) => value);
  const penalties = penalty(kernels, options);
  const meanLoss = multiply(lossSum, graph.scalar(1 / batch));
  const loss = penalties ? add(meanLoss, penalties) : meanLoss;
  const correct = sum(inTopK(logits, labels, 1));
  const metrics = vector([lossSum, correct, penalties ?? graph.scalar(0)]);

  const trainable = scope.declared.filter(({ spec }) => spec.trainable);
  const weightGradients = gradients(
    loss,
    trainable.map(({ value }) => value),
  );
  trainable.forEach(({ spec, value }, index) => {
    optimizerStep(graph, options.optimizer, {
      w: value,
      g: weightGradients[index]!,
      scalars: isDecayed(spec) ? decaying : others,
      slot: name => graph.parameter(`${name}/${spec.name}`, spec.shape),
    });
  });
  const averageRate = options.averageDecay > 0 ? averageParameters(scope) : undefined;
  const scalars = { decaying, others };
  return { graph, drawings, labels, scalars, random: scope.randomInput, averageRate, metrics };
}

/** Keeps a moving average of every parameter's new value, running statistics included. */
function averageParameters({ graph, declared }: ParameterScope): Value {
  const rate = graph.input('average rate', []);
  const newValues = new Map(graph.assignments.map(({ parameter, value }) => [parameter, value]));
  for (const { spec, value } of declared) {
    const average = graph.parameter(AVERAGE_PREFIX + spec.name, spec.shape);
    graph.assign(average, exponentialAverage(average, newValues.get(value)!, rate));
  }
  return rate;
}

/** Scalars as one vector, so that the host reads them at once. */
function vector(scalars: readonly Value[]): Value {
  return concat(
    scalars.map(scalar => reshape(scalar, [1])),
    0,
  );
}
