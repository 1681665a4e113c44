import { EngineError } from '../errors.ts';

/** Pixels of a drawing, 28 × 28. */
export const PIXELS = 784;

/** Drawings with their classes. */
export interface LabeledDrawings {
  /** u8 [N, 784], ink 255. */
  readonly bitmaps: Uint8Array;
  /** Class of each, [N], from 0 on. */
  readonly labels: Int32Array;
}

/**
 * Checks drawings before kernels see them, which do not look: a label of no class would make them read elsewhere.
 * @throws EngineError that names the first label out of range, or the sizes that do not fit together.
 */
export function checkDrawings({ bitmaps, labels }: LabeledDrawings, classes: number): void {
  if (bitmaps.length !== labels.length * PIXELS) {
    throw new EngineError(`${labels.length} labels do not fit ${bitmaps.length / PIXELS} drawings.`, {
      hint: 'Give one label a drawing of 784 bytes.',
    });
  }
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index]!;
    if (label >= 0 && label < classes) continue;
    throw new EngineError(`Drawing ${index} has label ${label}, but the model has ${classes} classes.`, {
      hint: `Labels go from 0 to ${classes - 1}.`,
    });
  }
}
