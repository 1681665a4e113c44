import { type Shape, stridesOf } from '../shape.ts';

/** For each flat index of a block of shape `block`, the flat index in `whole` when the block lies there from `begin` on. */
export function blockIndex(block: Shape, whole: Shape, begin: readonly number[]): (index: number) => number {
  const strides = stridesOf(whole);
  return index => {
    let rest = index;
    let result = 0;
    for (let axis = block.length - 1; axis >= 0; axis--) {
      const coordinate = rest % block[axis]!;
      rest = (rest - coordinate) / block[axis]!;
      result += (coordinate + begin[axis]!) * strides[axis]!;
    }
    return result;
  };
}
