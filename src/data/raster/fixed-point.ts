// Device coordinates are 24.8 fixed point: whole numbers of 1/256 pixel.
import { roundHalfEven } from '../round-half-even.ts';

/** Units in a pixel. */
export const ONE = 256;

/** Sample rows in a row of pixels. */
export const ROWS = 15;

/** Pixels to the nearest unit. */
export function toFixed(pixels: number): number {
  return roundHalfEven(pixels * ONE);
}

/**
 * Order of two directions by their angle, going from +x to +y, seen over the smaller angle between them:
 * negative if a comes before b. Of two opposite directions the one to the right (or else down) comes first.
 */
export function compareDirections(ax: number, ay: number, bx: number, by: number): number {
  const cross = ay * bx - by * ax;
  if (cross !== 0) return cross;
  const opposite = ax * bx < 0 || ay * by < 0;
  if (!opposite) return 0;
  return ax > 0 || (ax === 0 && ay > 0) ? -1 : 1;
}
