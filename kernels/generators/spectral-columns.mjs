// Columns of two-dimensional transforms, for a group of items: an item is one channel vector of one image.
import { Expressions } from './expressions.mjs';
import { Fourier } from './fourier.mjs';
import { spectrum } from './spectrum.mjs';

/** Items done together, by points a side: neighbors in memory, so that cache lines and pages of spectra are visited once. */
export const GROUPS = { 16: 4, 9: 8, 8: 16, 5: 16, 4: 32 };

/** Bytes of an item's columns [side][n] between the two passes. */
export const itemBytes = ({ n, side }) => 16 * n * side;

/** Bytes of the table of a group's items. */
export const tableBytes = n => 8 * GROUPS[n];

export function begin() {
  const expressions = new Expressions();
  return { e: expressions, fourier: new Fourier(expressions) };
}

export const load = (pointer, offset) => `v128.load(${pointer}, ${offset})`;
export const storeAt = (pointer, offset) => text => `v128.store(${pointer}, ${text}, ${offset});`;

/** Stores of a complex value [re | im]. */
export const keepPair = ({ re, im }, at) => [
  [re, text => `v128.store(${at}, ${text});`],
  [im, text => `v128.store(${at}, ${text}, 16);`],
];

/** Loads of a complex value [re | im]. */
export const loadPair = (e, at) => ({ re: e.input(`v128.load(${at})`), im: e.input(`v128.load(${at}, 16)`) });

/**
 * Calls `real` and `complex` for every column and item. Columns lie at s; spectra where the table of items, [pixels, spectra]
 * each, says.
 */
export function columnLoops(size, real, complex) {
  const { realColumns, reals, between, firstComplex } = spectrum(size.n);
  const bytes = itemBytes(size);
  return `  for (let column: usize = 0; column < ${realColumns}; column++)
    for (let j: usize = 0; j < count; j++) {
      const at = load<usize>(items + 8 * j, 4);
      ${real}(s + ${bytes} * j + 16 * column, at + ${reals / realColumns} * column * value, at + (${reals} + ${between} * column) * value, value);
    }
  for (let column: usize = 0; column < ${between}; column++)
    for (let j: usize = 0; j < count; j++) {
      const at = load<usize>(items + 8 * j, 4) + (${firstComplex} + ${size.n} * column) * value;
      ${complex}(s + ${bytes} * j + 16 * ${realColumns} + 32 * column, at, value);
    }`;
}
