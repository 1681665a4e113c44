// Transforms of spectra back to images: spectralInverse16, spectralInverseMoments16 and so on (see spectrum.mjs).
import { writeStatements } from './expressions.mjs';
import { begin, columnLoops, GROUPS, itemBytes, load, loadPair, storeAt, tableBytes } from './spectral-columns.mjs';
import { spectrum, TRANSFORMS, times } from './spectrum.mjs';

function inverseRealColumn({ n, side }) {
  const { e, fourier } = begin();
  const { realFrequencies, between } = spectrum(n);
  const values = [];
  realFrequencies.forEach((k, index) => {
    values[k] = { re: e.input(`v128.load(real + ${index} * value)`), im: null };
  });
  for (let k = 1; k <= between; k++) values[k] = loadPair(e, `complex + ${k - 1} * value`);
  const outputs = fourier
    .realInverse(values, n)
    .slice(0, side)
    .map((value, i) => [value, storeAt('s', 16 * n * i)]);
  return `function inverseRealColumn${n}(s: usize, real: usize, complex: usize, value: usize): void {
${writeStatements(outputs, 't', '  ', 'value')}
}`;
}

function inverseColumn({ n, side }) {
  const { e, fourier } = begin();
  const values = times(n, k => loadPair(e, `from + ${k} * value`));
  const outputs = fourier
    .complex(values, 1)
    .slice(0, side)
    .flatMap((value, i) => [
      [value.re, storeAt('s', 16 * n * i)],
      [value.im, storeAt('s', 16 * n * i + 16)],
    ]);
  return `function inverseColumn${n}(s: usize, from: usize, value: usize): void {
${writeStatements(outputs, 't', '  ', 'value')}
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
${open}${writeStatements(outputs, 't', '  ', 'pixel')}${close}
}`;
}

const describe = ({ n, side }) => `m: row of the first image in value 0. Value i of image k lies at m + i·valueBytes + k·rowBytes, ${spectrum(n).values} values:
 *    vectors of four channels [re | im]; of the first ${spectrum(n).reals} values, which are real, im is not read. channels: a multiple of 4.
 * y: pixel (0, 0) of the first image, ${side} × ${side} pixels; strides in elements.`;

function inverse(size) {
  const { n, side } = size;
  const bytes = itemBytes(size);
  return `${inverseRealColumn(size)}
${inverseColumn(size)}
${inverseRow(size, false)}

function inverseColumns${n}(items: usize, count: usize, s: usize, value: usize): void {
${columnLoops(size, `inverseRealColumn${n}`, `inverseColumn${n}`)}
}

/**
 * Images from spectra (not scaled by 1/n²: the weights' spectra carry that), plus a bias.
 * ${describe(size)}
 * bias: biasCount floats, added to the first channels; biasCount may be 0.
 * Scratch: ${tableBytes(n) + bytes * GROUPS[n]} bytes.
 */
export function spectralInverse${n}(
  m: usize, rowBytes: u32, valueBytes: u32, images: i32, channels: i32, bias: usize, biasCount: i32,
  y: usize, imageStride: u32, rowStride: u32, pixelStride: u32,
): void {
  const vectors: usize = channels / 4;
  const total = vectors * images;
  const items = scratch();
  const s = items + ${tableBytes(n)};
  addConstant(m, rowBytes, images, bias, biasCount);
  for (let first: usize = 0; first < total; first += ${GROUPS[n]}) {
    const count = min<usize>(${GROUPS[n]}, total - first);
    listItems(items, first, count, vectors, y, 4 * imageStride, m, rowBytes);
    inverseColumns${n}(items, count, s, valueBytes);
    for (let i: usize = 0; i < ${side}; i++)
      for (let j: usize = 0; j < count; j++)
        inverseRow${n}(s + ${16 * n} * i + ${bytes} * j, load<usize>(items + 8 * j) + 4 * i * rowStride, 4 * pixelStride);
  }
}`;
}

function inverseMoments(size) {
  const { n, side } = size;
  const bytes = itemBytes(size);
  return `${inverseRow(size, true)}

/**
 * Like spectralInverse${n} without bias, to dense images [image][${side * side}][channels], and the moments of every image and channel: its
 * mean over the ${side * side} pixels and the sum of squared distances from that mean. Distances are first taken from the mean of the
 * ${n} × ${n} plane, which is the value at frequency 0: so a mean much larger than the deviation costs no digits.
 * ${describe(size)}
 * moments: of the first image, [means | sums of squares], each \`channels\` floats; 8·channels bytes an image.
 * Scratch: ${tableBytes(n) + (bytes + 48) * GROUPS[n]} bytes.
 */
export function spectralInverseMoments${n}(
  m: usize, rowBytes: u32, valueBytes: u32, images: i32, channels: i32, y: usize, moments: usize,
): void {
  const vectors: usize = channels / 4;
  const total = vectors * images;
  const pixel: usize = 4 * channels;
  const items = scratch();
  const s = items + ${tableBytes(n)};
  const sums = s + ${bytes * GROUPS[n]};
  const perPixel = f32x4.splat(${Math.fround(1 / side ** 2)});
  for (let first: usize = 0; first < total; first += ${GROUPS[n]}) {
    const count = min<usize>(${GROUPS[n]}, total - first);
    listItems(items, first, count, vectors, y, ${side * side} * pixel, m, rowBytes);
    for (let j: usize = 0; j < count; j++) {
      v128.store(sums + 48 * j, f32x4.splat(0));
      v128.store(sums + 48 * j, f32x4.splat(0), 16);
      v128.store(sums + 48 * j, v128.load(load<usize>(items + 8 * j, 4)), 32);
    }
    inverseColumns${n}(items, count, s, valueBytes);
    for (let i: usize = 0; i < ${side}; i++)
      for (let j: usize = 0; j < count; j++)
        inverseMeasuredRow${n}(s + ${16 * n} * i + ${bytes} * j, load<usize>(items + 8 * j) + ${side} * i * pixel, pixel, sums + 48 * j);
    let result = moments + 2 * pixel * (first / vectors), c = first % vectors;
    for (let j: usize = 0; j < count; j++) {
      const sum = v128.load(sums + 48 * j);
      const mean = f32x4.mul(sum, perPixel);
      const squares = f32x4.sub(v128.load(sums + 48 * j, 16), f32x4.mul(sum, mean));
      v128.store(result + 16 * c, f32x4.add(v128.load(sums + 48 * j, 32), mean));
      v128.store(result + pixel + 16 * c, f32x4.max(squares, f32x4.splat(0)));
      if (++c == vectors) { c = 0; result += 2 * pixel; }
    }
  }
}`;
}

export function generate() {
  return `// Generated by kernels/generators/spectral-inverse.mjs. Do not edit.
import { scratch } from '../scratch';
import { addConstant, listItems } from '../spectral-items';
${TRANSFORMS.map(size => `${inverse(size)}\n\n${inverseMoments(size)}`).join('\n\n')}
`;
}
