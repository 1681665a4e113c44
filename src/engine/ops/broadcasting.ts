import { type Shape, sameShape, stridesOf } from '../shape.ts';

/** For each flat index of `to`, the flat index of the element of `from` that stands there when `from` is stretched to `to`. */
export function broadcastIndex(from: Shape, to: Shape): (index: number) => number {
  if (sameShape(from, to)) return index => index;
  const strides = stridesOf(from);
  const missing = to.length - from.length;
  return index => {
    let rest = index;
    let result = 0;
    for (let axis = to.length - 1; axis >= missing; axis--) {
      const coordinate = rest % to[axis]!;
      rest = (rest - coordinate) / to[axis]!;
      if (from[axis - missing]! > 1) result += coordinate * strides[axis - missing]!;
    }
    return result;
  };
}
