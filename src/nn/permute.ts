import { type Shape, sizeOf } from '../engine/index.ts';

/** Numbers in a dense row-major array of a shape. */
export interface DenseArray {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** The array with its axes in another order, as NumPy's transpose: axis i of the result is axis order[i] of the array. */
export function permute({ shape, data }: DenseArray, order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const result = new Float32Array(data.length);
  let place = 0;
  const copy = (depth: number, from: number) => {
    if (depth === order.length) {
      result[place++] = data[from]!;
      return;
    }
    const axis = order[depth]!;
    for (let index = 0; index < shape[axis]!; index++) copy(depth + 1, from + index * strides[axis]!);
  };
  copy(0, 0);
  return result;
}
