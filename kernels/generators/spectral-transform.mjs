// Transforms of whole images to spectra: spectralForward16, spectralNormGradient16 and so on (see spectrum.mjs).
import { writeStatements } from './expressions.mjs';
import { begin, columnLoops, GROUPS, itemBytes, keepPair, load, storeAt, tableBytes } from './spectral-columns.mjs';
import { spectrum, TRANSFORMS, times } from './spectrum.mjs';

/** Even transforms compute the negatives of all imaginary parts of a row: they are kept so, and negated where they are read. */
const negatedRows = n => n % 2 === 0;

/** One row of pixels to columns 0 … n/2. */
function forwardRow({ n, side }) {
  const { e, fourier } = begin();
  const { slot, realColumns, between } = spectrum(n);
  const pixels = times(n, j => (j < side ? e.input(`v128.load(p + ${j} * pixel)`) : null));
  const outputs = [];
  fourier.real(pixels).forEach((value, k) => {
    outputs.push([value.re, storeAt('s', 16 * slot(k))]);
    const im = negatedRows(n) ? e.negate(value.im) : value.im;
    if (k >= 1 && k <= between) outputs.push([im, storeAt('s', 16 * (slot(k) + 1))]);
  });
  if (outputs.length !== realColumns + 2 * between) throw new Error(`transform of ${n}: wrong columns`);
  return `function forwardRow${n}(p: usize, pixel: usize, s: usize): void {
${writeStatements(outputs, 't', '  ', 'pixel')}
}`;
}

/** A real column: real values at \`real\`, complex ones at \`complex\`. */
function forwardRealColumn({ n, side }) {
  const { e, fourier } = begin();
  const { realFrequencies, between } = spectrum(n);
  const column = times(n, i => (i < side ? e.input(load('s', 16 * n * i)) : null));
  const values = fourier.real(column);
  const outputs = realFrequencies.map((k, index) => [
    values[k].re,
    text => `v128.store(real + ${index} * value, ${text});`,
  ]);
  for (let k = 1; k <= between; k++) outputs.push(...keepPair(values[k], `complex + ${k - 1} * value`));
  return `function forwardRealColumn${n}(s: usize, real: usize, complex: usize, value: usize): void {
${writeStatements(outputs, 't', '  ', 'value')}
}`;
}

function forwardColumn({ n, side }) {
  const { e, fourier } = begin();
  const signed = x => (negatedRows(n) ? e.negate(x) : x);
  const column = times(n, i => ({
    re: i < side ? e.input(load('s', 16 * n * i)) : null,
    im: i < side ? signed(e.input(load('s', 16 * n * i + 16))) : null,
  }));
  const outputs = fourier.complex(column, -1).flatMap((z, k) => keepPair(z, `to + ${k} * value`));
  return `function forwardColumn${n}(s: usize, to: usize, value: usize): void {
${writeStatements(outputs, 't', '  ', 'value')}
}`;
}

/** Both passes of a group whose images lie where the table says. */
function forwardGroup(size) {
  const { n, side } = size;
  return `${forwardRow(size)}
${forwardRealColumn(size)}
${forwardColumn(size)}

function forwardGroup${n}(items: usize, count: usize, row: usize, pixel: usize, s: usize, value: usize): void {
  for (let i: usize = 0; i < ${side}; i++)
    for (let j: usize = 0; j < count; j++)
      forwardRow${n}(load<usize>(items + 8 * j) + i * row, pixel, s + ${16 * n} * i + ${itemBytes(size)} * j);
${columnLoops(size, `forwardRealColumn${n}`, `forwardColumn${n}`)}
}`;
}

const describeSpectra = ({ n }) => `v: row of the first image in value 0. Value i of image m lies at v + i·valueBytes + m·rowBytes, ${spectrum(n).values} values:
 *    vectors of four channels [re | im]; of the first ${spectrum(n).reals} values, which are real, im is not written.`;

function forward(size) {
  const { n, side } = size;
  return `${forwardGroup(size)}

/**
 * Spectra of images of ${side} × ${side} pixels, each channel by itself.
 * x: pixel (0, 0) of the first image; strides in elements; channels a multiple of 4.
 * ${describeSpectra(size)}
 * Scratch: ${tableBytes(n) + itemBytes(size) * GROUPS[n]} bytes.
 */
export function spectralForward${n}(
  x: usize, imageStride: u32, rowStride: u32, pixelStride: u32, images: i32, channels: i32,
  v: usize, rowBytes: u32, valueBytes: u32,
): void {
  const vectors: usize = channels / 4;
  const total = vectors * images;
  const items = scratch();
  for (let first: usize = 0; first < total; first += ${GROUPS[n]}) {
    const count = min<usize>(${GROUPS[n]}, total - first);
    listItems(items, first, count, vectors, x, 4 * imageStride, v, rowBytes);
    forwardGroup${n}(items, count, 4 * rowStride, 4 * pixelStride, items + ${tableBytes(n)}, valueBytes);
  }
}`;
}

/** The gradient by the convolution is made item by item in scratch, never in memory. */
function forwardNorm(size) {
  const { n, side } = size;
  const columns = itemBytes(size) * GROUPS[n];
  const pixels = 16 * side * side;
  return `
/**
 * Spectra of the gradient by a convolution's output y of ${side} × ${side} pixels that went through batch norm, ReLU and 2×2 max-pool:
 * a + b·y, and + A·g at the winner of each live window.
 * y: first image, dense, ${side * side} pixels of \`channels\` floats (a multiple of 4).
 * g: pixel (0, 0) of the pooled output's gradient in the first image; strides in elements.
 * codes: of the first image, [window][channels] bytes: the winner's place 2·row + column, or 4. coefficients: [A | a | b], as
 * pooledNormGradient writes them.
 * ${describeSpectra(size)}
 * Scratch: ${tableBytes(n) + columns + pixels * GROUPS[n]} bytes.
 */
export function spectralNormGradient${n}(
  y: usize, g: usize, imageStride: u32, rowStride: u32, pixelStride: u32, codes: usize, coefficients: usize,
  images: i32, channels: i32, v: usize, rowBytes: u32, valueBytes: u32,
): void {
  const vectors: usize = channels / 4;
  const total = vectors * images;
  const items = scratch();
  const s = items + ${tableBytes(n)};
  const made = s + ${columns};
  for (let first: usize = 0; first < total; first += ${GROUPS[n]}) {
    const count = min<usize>(${GROUPS[n]}, total - first);
    listItems(items, first, count, vectors, y, ${side * side} * 4 * channels, v, rowBytes);
    let image = first / vectors, c = first % vectors;
    for (let j: usize = 0; j < count; j++) {
      const item = items + 8 * j;
      spreadGradient(
        load<usize>(item), 4 * channels, g + 4 * image * imageStride + 16 * c, 4 * rowStride, 4 * pixelStride,
        codes + image * ${(side >> 1) ** 2} * channels + 4 * c, coefficients + 16 * c, ${side}, made + ${pixels} * j,
      );
      store<usize>(item, made + ${pixels} * j);
      if (++c == vectors) { c = 0; image++; }
    }
    forwardGroup${n}(items, count, ${16 * side}, 16, s, valueBytes);
  }
}`;
}

export function generate() {
  return `// Generated by kernels/generators/spectral-transform.mjs. Do not edit.
import { spreadGradient } from '../pooled-norm';
import { scratch } from '../scratch';
import { listItems } from '../spectral-items';
${TRANSFORMS.map(size => `${forward(size)}\n\n${forwardNorm(size)}`).join('\n\n')}
`;
}
