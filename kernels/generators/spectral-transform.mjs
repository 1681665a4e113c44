// Transforms of whole images to spectra and back: spectralForward16, spectralInverse16 and so on (see spectrum.mjs).
import { Expressions, writeStatements } from './expressions.mjs';
import { Fourier } from './fourier.mjs';
import { spectrum, TRANSFORMS, times } from './spectrum.mjs';

/** Channel vectors done together: one cache line of every row that is written. */
const GROUP = 4;

function begin() {
  const expressions = new Expressions();
  return { e: expressions, fourier: new Fourier(expressions) };
}

const load = (pointer, offset) => `v128.load(${pointer}, ${offset})`;
const storeAt = (pointer, offset) => text => `v128.store(${pointer}, ${text}, ${offset});`;

/** The three left operands of a complex product done with three real ones. */
const threeParts = (e, z, at) => [
  [e.add(z.re, z.im), text => `v128.store(${at}, ${text});`],
  [z.im, text => `v128.store(${at} + part, ${text});`],
  [z.re, text => `v128.store(${at} + 2 * part, ${text});`],
];

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
${writeStatements(outputs, 't', '  ')}
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
  for (let k = 1; k <= between; k++) outputs.push(...threeParts(e, values[k], `complex + ${k - 1} * value`));
  return `function forwardRealColumn${n}(s: usize, real: usize, complex: usize, part: usize, value: usize): void {
${writeStatements(outputs, 't', '  ')}
}`;
}

function forwardColumn({ n, side }) {
  const { e, fourier } = begin();
  const signed = x => (negatedRows(n) ? e.negate(x) : x);
  const column = times(n, i => ({
    re: i < side ? e.input(load('s', 16 * n * i)) : null,
    im: i < side ? signed(e.input(load('s', 16 * n * i + 16))) : null,
  }));
  const outputs = fourier.complex(column, -1).flatMap((z, k) => threeParts(e, z, `to + ${k} * value`));
  return `function forwardColumn${n}(s: usize, to: usize, part: usize, value: usize): void {
${writeStatements(outputs, 't', '  ')}
}`;
}

/** Loops over columns and the group's channel vectors, calling the column functions. `from` is memory's side of a column. */
function columnLoops({ n, side }, real, complex) {
  const { realColumns, reals, between, firstComplex } = spectrum(n);
  const group = 16 * n * side;
  return `  for (let column: usize = 0; column < ${realColumns}; column++)
    for (let j: usize = 0; j < <usize>count; j++)
      ${real}(s + ${group} * j + 16 * column, at + 16 * j + ${reals / realColumns} * column * value, at + 16 * j + (${reals} + ${between} * column) * value, part, value);
  for (let column: usize = 0; column < ${between}; column++)
    for (let j: usize = 0; j < <usize>count; j++)
      ${complex}(s + ${group} * j + 16 * ${realColumns} + 32 * column, at + 16 * j + (${firstComplex} + ${n} * column) * value, part, value);`;
}

function forward(size) {
  const { n, side } = size;
  return `${forwardRow(size)}
${forwardRealColumn(size)}
${forwardColumn(size)}

/** Up to ${GROUP} channel vectors of one image; s: working memory of ${16 * n * side * GROUP} bytes. */
export function forwardGroup${n}(p: usize, row: usize, pixel: usize, count: i32, s: usize, at: usize, part: usize, value: usize): usize {
  for (let i: usize = 0; i < ${side}; i++)
    for (let j: usize = 0; j < <usize>count; j++)
      forwardRow${n}(p + i * row + 16 * j, pixel, s + ${16 * n} * i + ${16 * n * side} * j);
${columnLoops(size, `forwardRealColumn${n}`, `forwardColumn${n}`)}
  return s;
}

/**
 * Spectra of images of ${side} × ${side} pixels, each channel by itself, as left operands of the products in spectral-gemm.
 * x: pixel (0, 0) of the first image; strides in elements; channels a multiple of 4.
 * v: row of the first image in value 0. Value i of image m lies at v + i·valueBytes + m·rowBytes, ${spectrum(n).values} values:
 *    [re + im | im | re], each part \`channels\` floats; real values (the first ${spectrum(n).reals}) have one part.
 * Scratch: ${16 * n * side * GROUP} bytes.
 */
export function spectralForward${n}(
  x: usize, imageStride: u32, rowStride: u32, pixelStride: u32, images: i32, channels: i32,
  v: usize, rowBytes: u32, valueBytes: u32,
): void {
  const vectors = channels / 4;
  for (let image: usize = 0; image < <usize>images; image++)
    for (let c = 0; c < vectors; c += ${GROUP})
      forwardGroup${n}(
        x + 4 * image * imageStride + 16 * c, 4 * rowStride, 4 * pixelStride, min(${GROUP}, vectors - c), scratch(),
        v + image * rowBytes + 16 * c, 4 * channels, valueBytes,
      );
}`;
}

function inverseRealColumn({ n, side }) {
  const { e, fourier } = begin();
  const { realFrequencies, between } = spectrum(n);
  const values = [];
  realFrequencies.forEach((k, index) => {
    values[k] = { re: e.input(`v128.load(real + ${index} * value)`), im: null };
  });
  for (let k = 1; k <= between; k++) {
    const at = `complex + ${k - 1} * value`;
    values[k] = { re: e.input(`v128.load(${at})`), im: e.input(`v128.load(${at} + part)`) };
  }
  const outputs = fourier
    .realInverse(values, n)
    .slice(0, side)
    .map((value, i) => [value, storeAt('s', 16 * n * i)]);
  return `function inverseRealColumn${n}(s: usize, real: usize, complex: usize, part: usize, value: usize): void {
${writeStatements(outputs, 't', '  ')}
}`;
}

function inverseColumn({ n, side }) {
  const { e, fourier } = begin();
  const values = times(n, k => ({
    re: e.input(`v128.load(from + ${k} * value)`),
    im: e.input(`v128.load(from + ${k} * value + part)`),
  }));
  const outputs = fourier
    .complex(values, 1)
    .slice(0, side)
    .flatMap((value, i) => [
      [value.re, storeAt('s', 16 * n * i)],
      [value.im, storeAt('s', 16 * n * i + 16)],
    ]);
  return `function inverseColumn${n}(s: usize, from: usize, part: usize, value: usize): void {
${writeStatements(outputs, 't', '  ')}
}`;
}

function inverseRow({ n, side }, moments) {
  const { e, fourier } = begin();
  const { slot, between } = spectrum(n);
  const columns = times(Math.floor(n / 2) + 1, k => ({
    re: e.input(load('s', 16 * slot(k))),
    im: k >= 1 && k <= between ? e.input(load('s', 16 * (slot(k) + 1))) : null,
  }));
  const measure = text =>
    `d = f32x4.sub(${text}, shift); sum = f32x4.add(sum, d); squares = f32x4.add(squares, f32x4.mul(d, d));`;
  const outputs = fourier
    .realInverse(columns, n)
    .slice(0, side)
    .map((value, j) => [
      value,
      text => `v128.store(p + ${j} * pixel, ${text});${moments ? ` ${measure(text)}` : ''}`,
    ]);
  const open = moments
    ? `  let d: v128, sum = v128.load(m), squares = v128.load(m, 16); const shift = v128.load(m, 32);\n`
    : '';
  const close = moments ? '\n  v128.store(m, sum); v128.store(m, squares, 16);' : '';
  return `function inverse${moments ? 'Measured' : ''}Row${n}(s: usize, p: usize, pixel: usize${moments ? ', m: usize' : ''}): void {
${open}${writeStatements(outputs, 't', '  ')}${close}
}`;
}

function inverse(size) {
  const { n, side } = size;
  const { values, reals } = spectrum(n);
  const bytes = 16 * n * side * GROUP;
  const spectra = `m: row of the first image in value 0. Value i of image k lies at m + i·valueBytes + k·rowBytes, ${values} values:
 *    [re | im], each \`channels\` floats (a multiple of 4); real values (the first ${reals}) have one part.
 * y: pixel (0, 0) of the first image, ${side} × ${side} pixels; strides in elements.`;
  return `${inverseRealColumn(size)}
${inverseColumn(size)}
${inverseRow(size, false)}
${inverseRow(size, true)}

function inverseColumns${n}(count: i32, s: usize, at: usize, part: usize, value: usize): void {
${columnLoops(size, `inverseRealColumn${n}`, `inverseColumn${n}`)}
}

/**
 * Images from spectra (not scaled by 1/n²: the weights' spectra carry that), plus a bias.
 * ${spectra}
 * bias: biasCount floats, added to the first channels; biasCount may be 0.
 * Scratch: ${bytes} bytes.
 */
export function spectralInverse${n}(
  m: usize, rowBytes: u32, valueBytes: u32, images: i32, channels: i32, bias: usize, biasCount: i32,
  y: usize, imageStride: u32, rowStride: u32, pixelStride: u32,
): void {
  const vectors = channels / 4;
  const s = scratch();
  for (let image: usize = 0; image < <usize>images; image++)
    for (let c = 0; c < vectors; c += ${GROUP}) {
      const count = min(${GROUP}, vectors - c);
      const at = m + image * rowBytes + 16 * c;
      // A constant is the value at frequency 0.
      for (let j = 0; j < count && 4 * (c + j) < biasCount; j++)
        v128.store(at + 16 * j, f32x4.add(v128.load(at + 16 * j), loadPart(bias + 16 * (c + j), biasCount - 4 * (c + j))));
      inverseColumns${n}(count, s, at, 4 * channels, valueBytes);
      const to = y + 4 * image * imageStride + 16 * c;
      for (let i: usize = 0; i < ${side}; i++)
        for (let j: usize = 0; j < <usize>count; j++)
          inverseRow${n}(s + ${16 * n} * i + ${16 * n * side} * j, to + 4 * i * rowStride + 16 * j, 4 * pixelStride);
    }
}

/**
 * Like spectralInverse${n} without bias, and the moments of every image and channel: its mean over the ${side * side} pixels and the sum
 * of squared distances from that mean. Distances are first taken from the mean of the ${n} × ${n} plane, which is the value at
 * frequency 0: so a mean much larger than the deviation costs no digits.
 * ${spectra}
 * moments: of the first image, [means | sums of squares], each \`channels\` floats; 8·channels bytes an image.
 * Scratch: ${bytes + 48 * GROUP} bytes.
 */
export function spectralInverseMoments${n}(
  m: usize, rowBytes: u32, valueBytes: u32, images: i32, channels: i32,
  y: usize, imageStride: u32, rowStride: u32, pixelStride: u32, moments: usize,
): void {
  const vectors = channels / 4;
  const s = scratch();
  const sums = s + ${bytes};
  const perPixel = f32x4.splat(${Math.fround(1 / side ** 2)});
  for (let image: usize = 0; image < <usize>images; image++)
    for (let c = 0; c < vectors; c += ${GROUP}) {
      const count = min(${GROUP}, vectors - c);
      const at = m + image * rowBytes + 16 * c;
      for (let j: usize = 0; j < <usize>count; j++) {
        v128.store(sums + 48 * j, f32x4.splat(0));
        v128.store(sums + 48 * j, f32x4.splat(0), 16);
        v128.store(sums + 48 * j, v128.load(at + 16 * j), 32);
      }
      inverseColumns${n}(count, s, at, 4 * channels, valueBytes);
      const to = y + 4 * image * imageStride + 16 * c;
      for (let i: usize = 0; i < ${side}; i++)
        for (let j: usize = 0; j < <usize>count; j++)
          inverseMeasuredRow${n}(s + ${16 * n} * i + ${16 * n * side} * j, to + 4 * i * rowStride + 16 * j, 4 * pixelStride, sums + 48 * j);
      const result = moments + 8 * image * channels + 16 * c;
      for (let j: usize = 0; j < <usize>count; j++) {
        const sum = v128.load(sums + 48 * j);
        const mean = f32x4.mul(sum, perPixel);
        v128.store(result + 16 * j, f32x4.add(v128.load(sums + 48 * j, 32), mean));
        v128.store(result + 4 * channels + 16 * j, f32x4.max(f32x4.sub(v128.load(sums + 48 * j, 16), f32x4.mul(sum, mean)), f32x4.splat(0)));
      }
    }
}`;
}

export function generate() {
  return `// Generated by kernels/generators/spectral-transform.mjs. Do not edit.
import { scratch } from '../scratch';
import { loadPart } from '../lanes';
${TRANSFORMS.map(size => `${forward(size)}\n${inverse(size)}`).join('\n\n')}
`;
}
