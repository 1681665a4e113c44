import { DRAWING_BYTES, encodePng, type Image, SIDE } from '../data/index.ts';

/** Gray values are rounded to this many, which nobody sees and which makes pictures a third smaller. */
const LEVELS = 16;
const STEP = 255 / (LEVELS - 1);

/** The drawing of a row. */
export function bitmapOf({ bitmaps }: { readonly bitmaps: Uint8Array }, row: number): Uint8Array {
  return bitmaps.subarray(row * DRAWING_BYTES, (row + 1) * DRAWING_BYTES);
}

/** A drawing as a picture of its own, dark ink on white paper, for the `src` of an image. */
export function drawingUrl(bitmap: Uint8Array): string {
  const data = bitmap.map(ink => 255 - Math.round(Math.round(ink / STEP) * STEP));
  return pngUrl({ width: SIDE, height: SIDE, channels: 1, data });
}

export function pngUrl(image: Image): string {
  return `data:image/png;base64,${Buffer.from(encodePng(image)).toString('base64')}`;
}
