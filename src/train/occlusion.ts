import { DRAWING_BYTES, SIDE } from '../data/index.ts';
import type { Classify } from './sensitivity.ts';

/** Side of the patch that is erased, in pixels: about a stroke and its surroundings. */
export const PATCH = 5;

/** How much the probabilities of two classes hang on each place of a drawing. */
export interface OcclusionMap {
  /** Probability lost where the patch around a pixel is erased (negative: gained), [784]. */
  readonly predicted: Float32Array;
  /** The same for the label. */
  readonly label: Float32Array;
}

/**
 * Erases a small patch around every pixel in turn and looks how the network's answer changes.
 * Source: Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014, 4.2.
 * @param bitmap [784].
 * @param predicted the class that the network says.
 * @param label the class that it should say.
 */
export async function occlusionMap(
  classify: Classify,
  bitmap: Uint8Array,
  predicted: number,
  label: number,
): Promise<OcclusionMap> {
  const inked = Array.from({ length: DRAWING_BYTES }, (_, pixel) => pixel).filter(pixel =>
    patchOf(pixel).some(place => bitmap[place]! > 0),
  );
  const drawings = new Uint8Array((inked.length + 1) * DRAWING_BYTES);
  drawings.set(bitmap);
  inked.forEach((pixel, at) => {
    const start = (at + 1) * DRAWING_BYTES;
    drawings.set(bitmap, start);
    for (const place of patchOf(pixel)) drawings[start + place] = 0;
  });
  const probabilities = await classify(drawings);
  const classes = probabilities.length / (inked.length + 1);
  const losses = (index: number): Float32Array => {
    const map = new Float32Array(DRAWING_BYTES);
    inked.forEach((pixel, at) => {
      map[pixel] = probabilities[index]! - probabilities[(at + 1) * classes + index]!;
    });
    return map;
  };
  return { predicted: losses(predicted), label: losses(label) };
}

/** The pixels of the patch around a pixel that lie on the paper. */
function patchOf(pixel: number): number[] {
  const reach = (PATCH - 1) / 2;
  const row = Math.floor(pixel / SIDE);
  const column = pixel % SIDE;
  const places: number[] = [];
  for (let y = Math.max(0, row - reach); y <= Math.min(SIDE - 1, row + reach); y++)
    for (let x = Math.max(0, column - reach); x <= Math.min(SIDE - 1, column + reach); x++)
      places.push(y * SIDE + x);
  return places;
}
