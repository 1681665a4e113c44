import { formatShape, sameShape } from '../engine/index.ts';
import { DataError } from '../errors.ts';
import type { ParameterSpec } from './parameter-scope.ts';
import type { Tensor } from './safetensors.ts';

/**
 * Checks that `tensors`, which may hold others too, have every parameter of a model.
 * @param where names the file they come from, for messages.
 * @throws DataError if one is missing or has another shape.
 */
export function checkTensors(
  specs: readonly ParameterSpec[],
  tensors: ReadonlyMap<string, Tensor>,
  where: string,
): void {
  for (const { name, shape } of specs) {
    const tensor = tensors.get(name);
    if (tensor && sameShape(tensor.shape, shape)) continue;
    const found = tensor ? `is ${formatShape(tensor.shape)}` : 'is missing';
    throw new DataError(`${where} does not fit the model: '${name}' ${found}.`, {
      hint: `The model has '${name}' of shape ${formatShape(shape)}. Was the file made by another model or version?`,
    });
  }
}
