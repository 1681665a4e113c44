import { UsageError } from '../errors.ts';
import type { LabeledDrawings } from '../nn/index.ts';

/** Pixels of a drawing, 28 × 28. */
export const PIXELS = 784;

/** Throws a UsageError unless there is a valid label for each whole drawing. */
export function checkDrawings({ bitmaps, labels }: LabeledDrawings, classes: number, what: string): void {
  if (bitmaps.length !== PIXELS * labels.length)
    throw new UsageError(
      `${what}: ${bitmaps.length} bytes of bitmaps and ${labels.length} labels do not fit; a drawing has ${PIXELS} bytes`,
    );
  const wrong = labels.findIndex(label => !(label >= 0 && label < classes));
  if (wrong >= 0)
    throw new UsageError(`${what}: label ${labels[wrong]} of drawing ${wrong} is not below ${classes}`);
}
