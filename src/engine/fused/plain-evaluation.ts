import type { Attributes, Operation, ReferenceTensor } from '../operation.ts';
import { sizeOf } from '../shape.ts';

/** Evaluates a plain operation on tensors: what a fused operation's reference is made of. */
export function evaluatePlainly<A extends Attributes>(
  operation: Operation<A>,
  inputs: readonly ReferenceTensor[],
  attributes: A,
): ReferenceTensor[] {
  const fail = (reason: string): never => {
    throw new Error(reason);
  };
  const outputs = operation
    .infer(inputs, attributes, fail)
    .map((type): ReferenceTensor => ({ ...type, data: new Float64Array(sizeOf(type.shape)) }));
  operation.evaluate(inputs, outputs, attributes);
  return outputs;
}

/** Copies results to the outputs they belong to. */
export function copyResults(results: readonly ReferenceTensor[], outputs: readonly ReferenceTensor[]): void {
  results.forEach((result, index) => {
    outputs[index]!.data.set(result.data);
  });
}
