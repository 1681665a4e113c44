// Which values the two-dimensional transform of a real n × n image has, and in what order they lie.
//
// Rows are transformed first: n real pixels become columns 0 … n/2, of which column 0 (and n/2 if n is even) is real. A real
// column then gives real values at frequency 0 (and n/2) and complex ones between; a complex column gives n complex values.
// The other half of the plane is conjugate. Order of values: all real ones, the complex ones of the real columns, then column
// after column.

/** Images of `side` pixels that a transform of n points serves, wrap-around touching only what nobody needs. */
export const TRANSFORMS = [
  { n: 16, side: 14 },
  { n: 8, side: 7 },
  { n: 4, side: 3 },
  { n: 9, side: 7 },
  { n: 5, side: 3 },
];

export function spectrum(n) {
  const realColumns = n % 2 ? 1 : 2;
  const realsPerColumn = realColumns;
  const between = Math.ceil(n / 2) - 1;
  const reals = realColumns * realsPerColumn;
  const firstComplex = reals + realColumns * between;
  return {
    n,
    /** Real columns, and real values in each: 2 for even n, 1 for odd. */
    realColumns,
    /** Real values. They come first. */
    reals,
    /** Complex values of a real column, at frequencies 1 … between; also the number of complex columns. */
    between,
    /** Index of the first value of the first complex column. */
    firstComplex,
    /** All values. */
    values: firstComplex + between * n,
    /** Frequency of the real values of a real column. */
    realFrequencies: realColumns === 2 ? [0, n / 2] : [0],
    /** Place of column `k` in a transformed row of n vectors: real columns first, then pairs (re, im). */
    slot: k => (realColumns === 2 ? (k === 0 ? 0 : k === n / 2 ? 1 : 2 * k) : k === 0 ? 0 : 2 * k - 1),
  };
}

export const times = (count, write) => Array.from({ length: count }, (_, index) => write(index));
