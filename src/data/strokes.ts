/** One pen stroke: x and y of its points, equally many. */
export type Stroke = readonly [x: ArrayLike<number>, y: ArrayLike<number>];

/**
 * A drawing as strokes in the simplified form of the dataset: coordinates 0–255 with the smallest x and y at 0,
 * x to the right, y down. Other forms are brought to this one where they are read.
 */
export type Strokes = readonly Stroke[];

/** The larger side of a simplified drawing. */
export const LARGEST_COORDINATE = 255;

interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The smallest box around all points. */
function boundsOf(strokes: Strokes): Bounds {
  const [left, right] = rangeOf(strokes, 0);
  const [top, bottom] = rangeOf(strokes, 1);
  return { left, top, right, bottom };
}

function rangeOf(strokes: Strokes, axis: 0 | 1): [number, number] {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const stroke of strokes) {
    const values = stroke[axis];
    for (let i = 0; i < values.length; i++) {
      smallest = Math.min(smallest, values[i]!);
      largest = Math.max(largest, values[i]!);
    }
  }
  return [smallest, largest];
}

/**
 * Moves a drawing to the corner, where simplified drawings are, and scales it so that its larger side is 255:
 * always, or only if it is larger.
 */
export function toSquare(strokes: Strokes, when: 'always' | 'if-larger'): Strokes {
  const { left, top, right, bottom } = boundsOf(strokes);
  const size = Math.max(right - left, bottom - top);
  const scales = size > LARGEST_COORDINATE || (when === 'always' && size > 0);
  const scale = scales ? LARGEST_COORDINATE / size : 1;
  return strokes.map(([xs, ys]) => [
    Array.from(xs, x => (x - left) * scale),
    Array.from(ys, y => (y - top) * scale),
  ]);
}

/** Way of the pen while it draws. */
export function pathLength(strokes: Strokes): number {
  let length = 0;
  for (const [xs, ys] of strokes) {
    for (let i = 1; i < xs.length; i++) length += Math.hypot(xs[i]! - xs[i - 1]!, ys[i]! - ys[i - 1]!);
  }
  return length;
}
