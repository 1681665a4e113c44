import { sameShape, type TensorType } from '../shape.ts';
import { requireFloats } from './input-types.ts';

/** Size of the vector of numbers an optimizer step takes from the host; see adam. */
const SCALARS = 5;

/** Refuses anything but float tensors of one shape followed by the step's scalars [5]. */
export function requireOptimizerInputs(inputs: readonly TensorType[], fail: (reason: string) => never): void {
  requireFloats(inputs, fail);
  const tensors = inputs.slice(0, -1);
  if (tensors.some(tensor => !sameShape(tensor.shape, inputs[0]!.shape)))
    fail('the weight, its gradient and its moments must have one shape');
  if (!sameShape(inputs.at(-1)!.shape, [SCALARS])) fail(`the scalars must be [${SCALARS}]`);
}
