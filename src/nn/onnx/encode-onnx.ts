import { Graph, simplify } from '../../engine/index.ts';
import { type Classifier, DRAWING_SHAPE, parametersOf } from '../model.ts';
import { ParameterScope } from '../parameter-scope.ts';
import type { Tensor } from '../safetensors.ts';
import { checkTensors } from '../tensor-check.ts';
import { CHANNELS_FIRST, OnnxGraphBuilder } from './graph-builder.ts';
import { knownValues } from './known-values.ts';
import { translate } from './translations.ts';
import { encodeModel } from './wire.ts';

/** What an ONNX file says of itself. */
export interface OnnxDetails {
  readonly producer: { readonly name: string; readonly version: string };
  readonly name: string;
  /** A sentence or two for people. */
  readonly description: string;
  /** Texts by key, which programs may ask for. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Any number but 1 shows where the graph would take the batch for something else. The file leaves it open. */
const BATCH = 2;

/**
 * The bytes of an ONNX file of a classifier as it answers: `bitmap` [N, 1, 28, 28] of 0…1, ink 1 → `logits` [N, classes], for any N.
 * The same classifier, weights and details give the same bytes.
 * @param weights by name, as checkpoints have them.
 * @throws DataError if weights are missing or of another shape; EngineError if the model has an operation without an ONNX form.
 */
export function encodeOnnx(
  model: Classifier,
  weights: ReadonlyMap<string, Tensor>,
  details: OnnxDetails,
): Uint8Array {
  checkTensors(parametersOf(model.build), weights, details.name);
  const built = new Graph();
  const drawings = built.input('bitmap', [BATCH, ...DRAWING_SHAPE], 'f32', { batched: true });
  const answer = model.build(drawings, new ParameterScope(built, 'evaluation'));
  const { graph, find } = simplify(built, [answer]);
  const bitmap = find(drawings)!;
  const logits = find(answer)!;

  const onnx = new OnnxGraphBuilder(knownValues(graph, weights));
  onnx.define(bitmap, 'bitmap');
  for (const node of graph.nodes) if (!onnx.isKnown(node.outputs[0]!)) translate(node, onnx);
  onnx.rename(onnx.operand(logits), 'logits');
  const sizes = CHANNELS_FIRST.map(axis => bitmap.shape[axis]!);
  return encodeModel({
    ...details,
    nodes: onnx.nodes,
    initializers: onnx.initializers,
    inputs: [{ name: 'bitmap', shape: ['N', ...sizes.slice(1)] }],
    outputs: [{ name: 'logits', shape: ['N', model.classes] }],
  });
}
