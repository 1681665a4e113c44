import { EngineError } from '../../errors.ts';
import type { ReferenceTensor } from '../operation.ts';
import type { TensorType } from '../shape.ts';
import { requireTypes } from './input-types.ts';

/** Share of the target that is spread evenly over all classes, 0…1. */
export type LabelSmoothing = { readonly labelSmoothing: number };

/** Refuses anything but logits f32 [N, C] with labels i32 [N]. */
export function requireLabeledLogits(
  [logits, labels]: readonly [TensorType, TensorType],
  fail: (reason: string) => never,
): void {
  requireTypes([logits, labels], ['f32', 'i32'], fail);
  if (logits.shape.length !== 2) fail('needs logits [N, C]');
  if (labels.shape.length !== 1 || labels.shape[0] !== logits.shape[0])
    fail(`needs one label a row: [${logits.shape[0]}]`);
}

/** Element `index` of indices into `count` things. An EngineError where it is out of range. */
export function indexAt(indices: ReferenceTensor, index: number, count: number): number {
  const value = indices.data[index]!;
  if (value < 0 || value >= count) throw new EngineError(`index ${value} is not one of 0…${count - 1}`);
  return value;
}
