import { DRAWING_BYTES, type Image, SIDE } from '../../data/index.ts';
import { pngUrl } from '../drawing-png.ts';
import { divergingColor } from './diverging-color.ts';
import type { Figure } from './figure.ts';
import { gallery } from './gallery.ts';

/**
 * The pixels that trees ask for, beside those that have ink.
 * @param importance gain of each of the 784 pixels.
 * @param bitmaps drawings, [N, 784].
 */
export function pixelImportance(importance: Float64Array, bitmaps: Uint8Array): Figure {
  const asked = importance.reduce((count, gain) => (gain > 0 ? count + 1 : count), 0);
  const half = pixelsOfHalf(importance);
  return gallery(
    [
      {
        image: pngUrl(picture(importance.map(Math.sqrt))),
        lines: ['what splits gained', `half of it at ${half} of 784 pixels`],
      },
      {
        image: pngUrl(picture(meanInk(bitmaps).map(Math.sqrt))),
        lines: ['where ink is', 'mean of the test drawings'],
      },
    ],
    {
      name: 'pixel-importance',
      alt: `The trees ask for ${asked} of 784 pixels; half of what their splits gained is at ${half} of them. Beside it the mean of the test drawings.`,
      side: 224,
    },
  );
}

/** The least number of pixels with half of all gain. */
function pixelsOfHalf(importance: Float64Array): number {
  const sorted = importance.toSorted((a, b) => b - a);
  const half = sorted.reduce((sum, gain) => sum + gain, 0) / 2;
  let count = 0;
  for (let sum = 0; sum < half; count++) sum += sorted[count]!;
  return count;
}

function meanInk(bitmaps: Uint8Array): Float64Array {
  const sums = new Float64Array(DRAWING_BYTES);
  for (let at = 0; at < bitmaps.length; at++) sums[at % DRAWING_BYTES]! += bitmaps[at]!;
  return sums;
}

/** By the largest value, from nearly white to blue. */
function picture(values: Float64Array): Image {
  const largest = Math.max(...values) || 1;
  const data = Uint8Array.from(Array.from(values).flatMap(value => divergingColor(value / largest)));
  return { width: SIDE, height: SIDE, channels: 3, data };
}
