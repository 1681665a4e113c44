import { DRAWING_BYTES, SIDE } from '../reader.ts';
import type { Image } from './image.ts';
import { inkOf } from './ink.ts';
import { areaAverage, boxOf, type Plane, stretch } from './plane.ts';
import { thickenLines } from './thicken.ts';

/** The larger side of the ink in an official bitmap, whose outermost ring of pixels is always empty. */
const INK_SIDE = SIDE - 2;

/** Lines are thickened in a picture no larger than this: it bounds the work and loses nothing at 28 pixels. */
const WORKING_SIDE = 256;

/** Fainter tones do not count for where the drawing ends. */
const FAINT = 26;

/**
 * An image of any size and polarity as a drawing of the dataset: 784 bytes, ink 255 on ground 0, lines of about
 * the official width, fitted and centered as in the official bitmaps. Such a bitmap itself stays as it is.
 * @param where names the image in errors.
 * @throws DataError if the image is all of one tone.
 */
export function drawingFromImage(image: Image, where: string): Uint8Array<ArrayBuffer> {
  const ink = inkOf(image, where);
  if (isBitmap(ink)) return ink.data;
  return fitToBitmap(thickenLines(cropToInk(stretch(ink))));
}

function isBitmap({ width, height, data }: Plane): boolean {
  if (width !== SIDE || height !== SIDE) return false;
  const inRing = (index: number) =>
    index < SIDE || index >= DRAWING_BYTES - SIDE || index % SIDE === 0 || index % SIDE === SIDE - 1;
  return data.every((value, index) => value === 0 || !inRing(index));
}

/** The ink alone, made smaller where it is larger than needed. */
function cropToInk(ink: Plane): Plane {
  const { left, top, width, height } = boxOf(ink, FAINT);
  const scale = Math.min(1, WORKING_SIDE / Math.max(width, height));
  const pixels = (length: number) => Math.max(1, Math.ceil(length * scale));
  return areaAverage(ink, { left, top, scale }, pixels(width), pixels(height));
}

function fitToBitmap(ink: Plane): Uint8Array<ArrayBuffer> {
  const { left, top, width, height } = boxOf(ink, FAINT);
  const scale = INK_SIDE / Math.max(width, height);
  const corner = {
    left: left - (SIDE / scale - width) / 2,
    top: top - (SIDE / scale - height) / 2,
    scale,
  };
  return clearRing(stretch(areaAverage(ink, corner, SIDE, SIDE)).data);
}

/** Faint tones beyond the ink's box may reach the ring. */
function clearRing(bitmap: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  for (let i = 0; i < SIDE; i++) {
    for (const index of [i, DRAWING_BYTES - 1 - i, i * SIDE, i * SIDE + SIDE - 1]) bitmap[index] = 0;
  }
  return bitmap;
}
