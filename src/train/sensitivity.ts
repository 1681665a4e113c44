import { predictedClasses } from '../analysis/index.ts';
import { type Affine, MIRROR, moveBitmaps, rotation, shift, UPSIDE_DOWN } from './affine-bitmaps.ts';

/** Right answers for drawings that were moved by some amounts. */
export interface SensitivityCurve {
  /** Degrees or pixels. */
  readonly amounts: Float64Array;
  /** Right answers at each amount. */
  readonly correct: Uint32Array;
}

/** How a network copes with drawings that are turned, shifted or mirrored. */
export interface Sensitivity {
  /** Drawings that were moved. */
  readonly drawings: number;
  /** Right answers for the drawings as they are. */
  readonly asTheyAre: number;
  /** Left and right exchanged. */
  readonly mirrored: number;
  readonly upsideDown: number;
  /** Shifted by half a pixel each way, which blurs as turning does: what of a loss is not the turn's. */
  readonly blurred: number;
  /** By degrees, clockwise. */
  readonly rotation: SensitivityCurve;
  /** By pixels, to the right. */
  readonly shiftRight: SensitivityCurve;
  /** By pixels, downward. */
  readonly shiftDown: SensitivityCurve;
}

/** Probabilities of all classes for drawings [N, 784], [N, classes]. */
export type Classify = (bitmaps: Uint8Array) => Promise<Float32Array>;

const DEGREES = amountsTo(45, 5);
const PIXELS = amountsTo(6, 1);

/**
 * Measures how many of some drawings a network still knows when they are moved.
 * @param onProgress is told the share done, 0 to 1.
 */
export async function measureSensitivity(
  classify: Classify,
  { bitmaps, labels }: { readonly bitmaps: Uint8Array; readonly labels: Int32Array },
  onProgress: (done: number) => void = () => {},
): Promise<Sensitivity> {
  const passes = 4 + DEGREES.length + 2 * PIXELS.length;
  let done = 0;
  const countAfter = async (affine: Affine): Promise<number> => {
    const probabilities = await classify(moveBitmaps(bitmaps, affine));
    const predicted = predictedClasses(probabilities, probabilities.length / labels.length);
    onProgress(++done / passes);
    return labels.reduce((count, label, row) => (predicted[row] === label ? count + 1 : count), 0);
  };
  const curve = async (
    amounts: Float64Array,
    affine: (amount: number) => Affine,
  ): Promise<SensitivityCurve> => {
    const correct = new Uint32Array(amounts.length);
    for (const [at, amount] of amounts.entries()) correct[at] = await countAfter(affine(amount));
    return { amounts, correct };
  };
  return {
    drawings: labels.length,
    asTheyAre: await countAfter(shift(0, 0)),
    mirrored: await countAfter(MIRROR),
    upsideDown: await countAfter(UPSIDE_DOWN),
    blurred: await countAfter(shift(0.5, 0.5)),
    rotation: await curve(DEGREES, rotation),
    shiftRight: await curve(PIXELS, pixels => shift(pixels, 0)),
    shiftDown: await curve(PIXELS, pixels => shift(0, pixels)),
  };
}

/** From −most to most. */
function amountsTo(most: number, step: number): Float64Array {
  return Float64Array.from({ length: (2 * most) / step + 1 }, (_, at) => at * step - most);
}
