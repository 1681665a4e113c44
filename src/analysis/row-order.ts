/**
 * Rows by value, the largest first; rows of equal value in their order. Of losses: the worst drawings first.
 */
export function largestFirst(values: ArrayLike<number>): Uint32Array {
  return orderOf(values.length).sort((a, b) => values[b]! - values[a]! || a - b);
}

/**
 * Rows by value, the smallest first; rows of equal value in their order. Of losses: the best drawings first.
 */
export function smallestFirst(values: ArrayLike<number>): Uint32Array {
  return orderOf(values.length).sort((a, b) => values[a]! - values[b]! || a - b);
}

function orderOf(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row);
}

/**
 * The drawings around a place in an order: of worst drawings first and 5 %, `size` drawings that are about as
 * bad as one of twenty is. Near an end the band is moved so that it keeps its size.
 * @param percent from 0, the start of the order, to 100.
 */
export function percentileBand(order: Uint32Array, percent: number, size: number): Uint32Array {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError(`Percent are from 0 to 100, not ${percent}.`);
  const start = Math.round((percent / 100) * order.length - size / 2);
  const first = Math.max(0, Math.min(start, order.length - size));
  return order.slice(first, first + size);
}
