// How the lowerings of spectral convolutions lay out spectra: kernels/spectral-product.ts.

import type { LoweringContext } from '../lowering.ts';
import type { Address, Storage } from '../storage.ts';
import { pad4 } from './pooled-windows.ts';

/** Points a side of the Fourier transform that a same 3×3 convolution of images of so many pixels a side needs. */
const POINTS = { 14: 16, 7: 8, 3: 4 } as const;

export type Side = keyof typeof POINTS;
type Points = (typeof POINTS)[Side];

/** Below this a row is not spread over cache lines. */
const SMALL_ROW = 512;

/** The transform for images of `side` pixels a side. */
export function transformOf(side: number): { points: Points; reals: number; values: number } {
  const points = POINTS[side as Side];
  const reals = 4;
  return { points, reals, values: reals + (points * points - reals) / 2 };
}

/** Spectra: for each value (frequency) a matrix of rows of one to three parts of `channels` floats. */
export interface Spectra {
  readonly storage: Storage;
  readonly rowBytes: number;
  readonly valueBytes: number;
}

export function makeSpectra(
  context: LoweringContext,
  name: string,
  { side, rows, channels, parts }: { side: number; rows: number; channels: number; parts: number },
): Spectra {
  const bytes = 4 * parts * pad4(channels);
  const rowBytes = bytes < SMALL_ROW ? bytes : oddLines(bytes);
  const valueBytes = oddLines(rows * rowBytes);
  return { storage: context.temporary(name, transformOf(side).values * valueBytes), rowBytes, valueBytes };
}

/** An odd number of cache lines, so that matrices side by side do not fall into the same sets of the cache. */
const oddLines = (bytes: number): number => 64 * (Math.ceil(bytes / 64) | 1);

/** The three arguments by which kernels take spectra, from row `row` on. */
export function spectraArguments(
  { storage, rowBytes, valueBytes }: Spectra,
  access: Address['access'],
  row = 0,
): [Address, number, number] {
  return [{ storage, offset: row * rowBytes, access }, rowBytes, valueBytes];
}
