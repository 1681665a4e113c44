import type { ReferenceTensor } from '../operation.ts';
import { type DataType, type Shape, sizeOf } from '../shape.ts';

/** A tensor of zeros: float64 where the graph says `f32`. */
export function zeros(shape: Shape, dtype: DataType): ReferenceTensor {
  const size = sizeOf(shape);
  if (dtype === 'i32') return { shape, dtype, data: new Int32Array(size) };
  if (dtype === 'u8') return { shape, dtype, data: new Uint8Array(size) };
  return { shape, dtype, data: new Float64Array(size) };
}

/** A constant of the graph, in float64. */
export function filled(shape: Shape, dtype: DataType, elements: readonly number[]): ReferenceTensor {
  const tensor = zeros(shape, dtype);
  tensor.data.set(elements);
  return tensor;
}
