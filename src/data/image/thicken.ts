import type { Plane } from './plane.ts';

/** Line width in official bitmaps, as a share of the larger side of the ink: 16 in 255 + 16 units. */
const OFFICIAL_WIDTH = 16 / 271;

/** Lines down to this share of the official width are left alone. */
const TOLERATED = 0.85;

const INK = 128;

/**
 * Lines much thinner than the dataset's would all but vanish at 28 pixels; they are thickened to its width.
 * The plane must be cropped to its ink; the result is larger by the ink that was added on each side.
 */
export function thickenLines(plane: Plane): Plane {
  const width = lineWidth(plane);
  const official = OFFICIAL_WIDTH * Math.max(plane.width, plane.height);
  if (width >= TOLERATED * official) return plane;
  return spread(plane, (official - width) / 2);
}

/** Mean width: a line of width w has w pixels of ink for each two at its border. */
function lineWidth({ width, height, data }: Plane): number {
  const isInk = (x: number, y: number) =>
    x >= 0 && x < width && y >= 0 && y < height && data[y * width + x]! >= INK;
  let area = 0;
  let border = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isInk(x, y)) continue;
      area++;
      if (!isInk(x - 1, y) || !isInk(x + 1, y) || !isInk(x, y - 1) || !isInk(x, y + 1)) border++;
    }
  }
  return border === 0 ? 0 : (2 * area) / border;
}

/** Gives each pixel the largest value within `radius`. */
function spread({ width, height, data }: Plane, radius: number): Plane {
  const margin = Math.ceil(radius);
  const offsets: [number, number][] = [];
  for (let dy = -margin; dy <= margin; dy++) {
    for (let dx = -margin; dx <= margin; dx++) {
      if (dx * dx + dy * dy <= radius * radius) offsets.push([dx + margin, dy + margin]);
    }
  }
  const wider = width + 2 * margin;
  const higher = height + 2 * margin;
  const result = new Uint8Array(wider * higher);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x]!;
      if (value === 0) continue;
      for (const [dx, dy] of offsets) {
        const at = (y + dy) * wider + x + dx;
        if (result[at]! < value) result[at] = value;
      }
    }
  }
  return { width: wider, height: higher, data: result };
}
