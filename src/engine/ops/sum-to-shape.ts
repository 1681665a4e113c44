import type { Value } from '../graph.ts';
import { type Shape, sameShape } from '../shape.ts';
import { reshape } from './reshape.ts';
import { sum } from './sum.ts';

/** The adjoint of broadcasting: sums x over the axes along which `shape` was stretched to the shape of x. */
export function sumToShape(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const missing = x.shape.length - shape.length;
  const stretched = x.shape
    .map((_, axis) => axis)
    .filter(axis => axis < missing || (shape[axis - missing] === 1 && x.shape[axis] !== 1));
  return reshape(sum(x, stretched), shape);
}
