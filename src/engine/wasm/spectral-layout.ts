// How spectra of whole images lie in memory; kernels/generators/spectral-*.mjs write and read them.

/** Points a side of the transforms there are, and the image side each serves exactly: wrap-around touches only what is not kept. */
const TRANSFORMS: readonly {
  readonly points: number;
  readonly side: number;
  readonly taps: readonly number[];
}[] = [
  { points: 16, side: 14, taps: [3, 5] },
  { points: 8, side: 7, taps: [3] },
  { points: 4, side: 3, taps: [3] },
  { points: 9, side: 7, taps: [5] },
  { points: 5, side: 3, taps: [5] },
];

/** Points a side of the transform for a same convolution of `taps` × `taps` on images of `side` × `side`; undefined: there is none. */
export function transformPoints(side: number, taps: number): 16 | 8 | 4 | 9 | 5 | undefined {
  const found = TRANSFORMS.find(transform => transform.side === side && transform.taps.includes(taps));
  return found?.points as 16 | 8 | 4 | 9 | 5 | undefined;
}

/** Values of a spectrum: real ones first, then complex ones; the conjugate half of the plane is left out. */
export function spectrumValues(points: number): { readonly reals: number; readonly values: number } {
  const reals = points % 2 ? 1 : 4;
  return { reals, values: reals + (points ** 2 - reals) / 2 };
}

/** A matrix for every value: `rows` rows (images, or input channels of weights) of `parts` × `channels` floats. */
export interface SpectralLayout {
  readonly rowBytes: number;
  readonly valueBytes: number;
  readonly bytes: number;
}

/** Left operands of a product have 3 parts, right operands and results 2. */
export function spectralLayout(points: number, rows: number, channels: number, parts: 2 | 3): SpectralLayout {
  const rowBytes = spreadLines(4 * parts * padded(channels));
  const valueBytes = oddLines(rows * rowBytes);
  return { rowBytes, valueBytes, bytes: spectrumValues(points).values * valueBytes };
}

const LINE = 64;
const padded = (channels: number): number => 4 * Math.ceil(channels / 4);

/** A stride that lets neighbors fall into different sets of the cache: an odd number of lines. */
const oddLines = (bytes: number): number => LINE * (Math.ceil(bytes / LINE) | 1);

/** The same where rows are long enough for the few bytes more not to matter. */
const spreadLines = (bytes: number): number => (bytes < 8 * LINE ? bytes : oddLines(bytes));
