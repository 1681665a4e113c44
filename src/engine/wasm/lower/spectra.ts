// How spectra of whole images lie in memory; kernels/generators/spectral-*.mjs write and read them.
import type { LoweringContext } from '../lowering.ts';
import type { Address, Storage } from '../storage.ts';
import { pad4 } from './pooled-windows.ts';

const POINTS = [16, 8, 4, 9, 5] as const;
type Points = (typeof POINTS)[number];

/** For taps a side of the filters and pixels a side of the images: points a side of the transform that a same convolution needs. */
const POINTS_FOR: Readonly<Record<number, Readonly<Record<number, Points>>>> = {
  3: { 14: 16, 7: 8, 3: 4 },
  5: { 14: 16, 7: 9, 3: 5 },
};

export interface Transform {
  readonly points: Points;
  /** Real values of a spectrum; they come first. */
  readonly reals: number;
  /** All values: the conjugate half of the plane is left out. */
  readonly values: number;
}

/** The transform for a same convolution of images of `side` pixels a side with filters of `taps`; undefined where there is none. */
export function findTransform(side: number, taps: number): Transform | undefined {
  const points = POINTS_FOR[taps]?.[side];
  if (!points) return undefined;
  const reals = points % 2 ? 1 : 4;
  return { points, reals, values: reals + (points ** 2 - reals) / 2 };
}

/** The transforms of filters of 3 × 3 taps. */
interface BlockTransform extends Transform {
  readonly points: 16 | 8 | 4;
}

/** The transform of a fused block, which takes 3 × 3 filters and sides that have one. */
export const transformOf = (side: number): BlockTransform => findTransform(side, 3)! as BlockTransform;

/** A matrix for every value: `rows` rows (images, or input channels of filters) of `channels` complex values. */
export function spectralLayout({ values }: Transform, rows: number, channels: number) {
  const rowBytes = spreadLines(8 * pad4(channels));
  const valueBytes = oddLines(rows * rowBytes);
  return { rowBytes, valueBytes, bytes: values * valueBytes };
}

/** An odd number of cache lines, so that matrices side by side do not fall into the same sets of the cache. */
const oddLines = (bytes: number): number => 64 * (Math.ceil(bytes / 64) | 1);

/** The same for rows, where they are long enough for the few bytes more not to matter. */
const spreadLines = (bytes: number): number => (bytes < 512 ? bytes : oddLines(bytes));

export interface Spectra {
  readonly storage: Storage;
  readonly rowBytes: number;
  readonly valueBytes: number;
}

export function makeSpectra(
  context: LoweringContext,
  name: string,
  { side, rows, channels }: { side: number; rows: number; channels: number },
): Spectra {
  const { rowBytes, valueBytes, bytes } = spectralLayout(transformOf(side), rows, channels);
  return { storage: context.temporary(name, bytes), rowBytes, valueBytes };
}

/** The three arguments by which kernels take spectra, from row `row` on. */
export function spectraArguments(
  { storage, rowBytes, valueBytes }: Spectra,
  access: Address['access'],
  row = 0,
): [Address, number, number] {
  return [{ storage, offset: row * rowBytes, access }, rowBytes, valueBytes];
}
