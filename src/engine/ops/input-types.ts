import type { DataType, TensorType } from '../shape.ts';

/** Refuses inputs whose element types are not `expected`, in order. */
export function requireTypes(
  inputs: readonly TensorType[],
  expected: readonly DataType[],
  fail: (reason: string) => never,
): void {
  if (inputs.some((input, index) => input.dtype !== expected[index]))
    fail(`needs elements of type ${expected.join(', ')}`);
}

/** Refuses inputs that are not all float. */
export function requireFloats(inputs: readonly TensorType[], fail: (reason: string) => never): void {
  if (inputs.some(input => input.dtype !== 'f32')) fail('needs float (f32) elements');
}
