// Transforms of convolution kernels to spectra, and of their spectral gradients back: spectralWeights16x3 and so on.
// A kernel has few taps, so the sums are written out: taps at ±s share their products, and so do frequencies at ±k.
import { Expressions, writeStatements } from './expressions.mjs';
import { unitRoot } from './fourier.mjs';
import { keepPair, load, storeAt } from './spectral-columns.mjs';
import { spectrum, times } from './spectrum.mjs';

/** Points of the transform and taps a side. */
const KERNELS = [
  [16, 3],
  [8, 3],
  [4, 3],
  [16, 5],
  [9, 5],
  [5, 5],
];
const GROUP = 4;

/** Σ factor · x, equal factors (but for the sign) taken together first. */
function weightedSum(e, terms) {
  const groups = new Map();
  for (const [x, factor] of terms) {
    const key = Math.abs(factor).toFixed(12);
    const group = groups.get(key) ?? { factor: Math.abs(factor), total: null };
    group.total = e.add(group.total, factor < 0 ? e.negate(x) : x);
    groups.set(key, group);
  }
  return e.sum([...groups.values()].map(({ factor, total }) => e.scale(total, factor)));
}

/** Σ over taps s of z[s] exp(2πi k s/n), s = −h … h; z holds complex values. */
function tapsToFrequency(e, z, k, n) {
  const h = (z.length - 1) / 2;
  const re = [[z[h].re, 1]];
  const im = [[z[h].im, 1]];
  for (let s = 1; s <= h; s++) {
    const { cos, sin } = unitRoot(k * s, n);
    const [right, left] = [z[h + s], z[h - s]];
    re.push([e.add(left.re, right.re), cos], [e.subtract(right.im, left.im), -sin]);
    im.push([e.add(left.im, right.im), cos], [e.subtract(right.re, left.re), sin]);
  }
  const total = terms => e.sum(terms.map(([x, factor]) => e.scale(x, factor)));
  return { re: total(re), im: total(im) };
}

/** All rows of taps (staged at p) to columns 0 … n/2. */
function weightRows(n, taps) {
  const e = new Expressions();
  const { slot, between } = spectrum(n);
  const outputs = times(taps, row => {
    const z = times(taps, tap => ({ re: e.input(load('p', 16 * (taps * row + tap))), im: null }));
    return times(Math.floor(n / 2) + 1, k => {
      const value = tapsToFrequency(e, z, k, n);
      const at = 16 * (n * row + slot(k));
      const re = [value.re, storeAt('s', at)];
      return k >= 1 && k <= between ? [re, [value.im, storeAt('s', at + 16)]] : [re];
    });
  }).flat(2);
  return `function weightRows${n}x${taps}(p: usize, s: usize): void {
${writeStatements(outputs, 't', '  ', 's')}
}`;
}

function weightRealColumn(n, taps) {
  const e = new Expressions();
  const { realFrequencies, between } = spectrum(n);
  const z = times(taps, row => ({ re: e.input(load('s', 16 * n * row)), im: null }));
  const outputs = [
    ...realFrequencies.map((k, index) => [
      tapsToFrequency(e, z, k, n).re,
      text => `v128.store(real + ${index} * value, ${text});`,
    ]),
    ...times(between, i => keepPair(tapsToFrequency(e, z, i + 1, n), `complex + ${i} * value`)).flat(),
  ];
  return `function weightRealColumn${n}x${taps}(s: usize, real: usize, complex: usize, value: usize): void {
${writeStatements(outputs, 't', '  ', 'value')}
}`;
}

function weightColumn(n, taps) {
  const e = new Expressions();
  const z = times(taps, row => ({
    re: e.input(load('s', 16 * n * row)),
    im: e.input(load('s', 16 * n * row + 16)),
  }));
  // Frequencies k and n − k one after the other: they share their sums.
  const order = times(n, i => (i % 2 ? n - (i + 1) / 2 : i / 2));
  const outputs = order.flatMap(k => keepPair(tapsToFrequency(e, z, k, n), `to + ${k} * value`));
  return `function weightColumn${n}x${taps}(s: usize, to: usize, value: usize): void {
${writeStatements(outputs, 't', '  ', 'value')}
}`;
}

/** Σ over frequencies 0 … n − 1 of z[k] exp(2πi k s/n). */
function frequenciesToTap(e, z, s, n) {
  const re = [[z[0].re, 1]];
  const im = [[z[0].im, 1]];
  for (let k = 1; k < n - k; k++) {
    const { cos, sin } = unitRoot(k * s, n);
    const [a, b] = [z[k], z[n - k]];
    re.push([e.add(a.re, b.re), cos], [e.subtract(a.im, b.im), -sin]);
    im.push([e.add(a.im, b.im), cos], [e.subtract(a.re, b.re), sin]);
  }
  if (n % 2 === 0) {
    re.push([z[n / 2].re, s % 2 ? -1 : 1]);
    im.push([z[n / 2].im, s % 2 ? -1 : 1]);
  }
  return { re: weightedSum(e, re), im: weightedSum(e, im) };
}

/** The same, times `scale`, for the spectrum of real values, given for 0 … n/2: the others count twice. */
function realFrequenciesToTap(e, z, s, n, scale) {
  const terms = z.flatMap(({ re, im }, k) => {
    if (k === 0) return [[re, scale]];
    if (2 * k === n) return [[re, s % 2 ? -scale : scale]];
    const { cos, sin } = unitRoot(k * s, n);
    return [
      [re, 2 * scale * cos],
      [im, -2 * scale * sin],
    ];
  });
  return weightedSum(e, terms);
}

/** spectralMultiplyColumns gives conj(input) · gradient; a tap at s is the sum of input · conj(gradient) · exp(2πi k s/n). */
const conjugate = (e, at) => ({ re: e.input(`v128.load(${at})`), im: e.negate(e.input(`v128.load(${at}, 16)`)) });

const tapOffsets = taps => times(taps, i => i - (taps - 1) / 2);

function gradientRealColumn(n, taps) {
  const e = new Expressions();
  const { realFrequencies, between } = spectrum(n);
  const z = [];
  realFrequencies.forEach((k, index) => {
    z[k] = { re: e.input(`v128.load(real + ${index} * value)`), im: null };
  });
  for (let k = 1; k <= between; k++) z[k] = conjugate(e, `complex + ${k - 1} * value`);
  const outputs = tapOffsets(taps).map((s, row) => [
    realFrequenciesToTap(e, z, s, n, 1),
    storeAt('s', 16 * n * row),
  ]);
  return `function gradientRealColumn${n}x${taps}(s: usize, real: usize, complex: usize, value: usize): void {
${writeStatements(outputs, 't', '  ', 'value')}
}`;
}

function gradientColumn(n, taps) {
  const e = new Expressions();
  const z = times(n, k => conjugate(e, `from + ${k} * value`));
  const outputs = tapOffsets(taps).flatMap((s, row) => {
    const { re, im } = frequenciesToTap(e, z, s, n);
    return [
      [re, storeAt('s', 16 * n * row)],
      [im, storeAt('s', 16 * n * row + 16)],
    ];
  });
  return `function gradientColumn${n}x${taps}(s: usize, from: usize, value: usize): void {
${writeStatements(outputs, 't', '  ', 'value')}
}`;
}

function gradientRows(n, taps) {
  const e = new Expressions();
  const { slot, between } = spectrum(n);
  const outputs = times(taps, row => {
    const at = k => 16 * (n * row + slot(k));
    const z = times(Math.floor(n / 2) + 1, k => ({
      re: e.input(load('s', at(k))),
      im: k >= 1 && k <= between ? e.input(load('s', at(k) + 16)) : null,
    }));
    return tapOffsets(taps).map((s, tap) => [
      realFrequenciesToTap(e, z, s, n, 1 / n ** 2),
      storeAt('p', 16 * (taps * row + tap)),
    ]);
  }).flat();
  return `function gradientRows${n}x${taps}(s: usize, p: usize): void {
${writeStatements(outputs, 't', '  ', 's')}
}`;
}

function columnLoops(n, taps, real, complex, base) {
  const { realColumns, reals, between, firstComplex } = spectrum(n);
  const group = 16 * n * taps;
  const at = `${base} + 32 * j`;
  return `      for (let column: usize = 0; column < ${realColumns}; column++)
        for (let j: usize = 0; j < count; j++)
          ${real}(s + ${group} * j + 16 * column, ${at} + ${reals / realColumns} * column * value, ${at} + (${reals} + ${between} * column) * value, value);
      for (let column: usize = 0; column < ${between}; column++)
        for (let j: usize = 0; j < count; j++)
          ${complex}(s + ${group} * j + 16 * ${realColumns} + 32 * column, ${at} + (${firstComplex} + ${n} * column) * value, value);`;
}

function kernels(n, taps) {
  const { values, reals } = spectrum(n);
  const staged = 16 * taps * taps;
  const bytes = 16 * n * taps * GROUP;
  const layout = `value i of input channel c lies at valueBytes·i + rowBytes·c: vectors of four output channels
 *    [re | im]; ${values} values, of which the first ${reals} are real (without im).`;
  return `${[weightRows, weightRealColumn, weightColumn, gradientRealColumn, gradientColumn, gradientRows].map(write => write(n, taps)).join('\n')}

/**
 * Spectra of a ${taps} × ${taps} convolution kernel, scaled by 1/${n ** 2}.
 * w: [${taps}][${taps}][cin][cout], dense. u: ${layout}
 * Input channels from \`from\` to \`to\`; those beyond cin become zero.
 * Scratch: ${bytes + staged} bytes.
 */
export function spectralWeights${n}x${taps}(w: usize, cin: i32, cout: i32, u: usize, rowBytes: u32, valueBytes: u32, from: i32, to: i32): void {
  const vectors = (cout + 3) / 4;
  const value: usize = valueBytes;
  const s = scratch();
  const staged = s + ${bytes};
  const scale = f32x4.splat(${Math.fround(1 / n ** 2)});
  for (let channel = from; channel < to; channel++)
    for (let c = 0; c < vectors; c += ${GROUP}) {
      const count: usize = min(${GROUP}, vectors - c);
      for (let j: usize = 0; j < count; j++) {
        const first = 4 * (c + <i32>j);
        for (let tap = 0; tap < ${taps * taps}; tap++) {
          const at = w + 4 * ((<usize>tap * cin + channel) * cout + first);
          v128.store(staged + 16 * tap, channel < cin ? f32x4.mul(scale, loadPart(at, cout - first)) : f32x4.splat(0));
        }
        weightRows${n}x${taps}(staged, s + ${16 * n * taps} * j);
      }
      const to = u + <usize>channel * rowBytes + 32 * c;
${columnLoops(n, taps, `weightRealColumn${n}x${taps}`, `weightColumn${n}x${taps}`, 'to')}
    }
}

/**
 * Gradient by a ${taps} × ${taps} convolution kernel from its spectra, as spectralMultiplyColumns writes them.
 * g: ${layout}
 * w: [${taps}][${taps}][cin][cout], dense. Input channels from \`from\` to \`to\`, at most cin.
 * Scratch: ${bytes + staged} bytes.
 */
export function spectralWeightGradient${n}x${taps}(g: usize, rowBytes: u32, valueBytes: u32, w: usize, cin: i32, cout: i32, from: i32, to: i32): void {
  const vectors = (cout + 3) / 4;
  const value: usize = valueBytes;
  const s = scratch();
  const staged = s + ${bytes};
  for (let channel = from; channel < to; channel++)
    for (let c = 0; c < vectors; c += ${GROUP}) {
      const count: usize = min(${GROUP}, vectors - c);
      const from = g + <usize>channel * rowBytes + 32 * c;
${columnLoops(n, taps, `gradientRealColumn${n}x${taps}`, `gradientColumn${n}x${taps}`, 'from')}
      for (let j: usize = 0; j < count; j++) {
        const first = 4 * (c + <i32>j);
        gradientRows${n}x${taps}(s + ${16 * n * taps} * j, staged);
        for (let tap = 0; tap < ${taps * taps}; tap++) {
          const at = w + 4 * ((<usize>tap * cin + channel) * cout + first);
          storePart(at, v128.load(staged + 16 * tap), cout - first);
        }
      }
    }
}`;
}

export function generate() {
  return `// Generated by kernels/generators/spectral-weights.mjs. Do not edit.
import { scratch } from '../scratch';
import { loadPart, storePart } from '../lanes';
${KERNELS.map(([n, taps]) => kernels(n, taps)).join('\n\n')}
`;
}
