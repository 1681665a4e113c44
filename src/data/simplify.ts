// From raw to simplified drawings, as Google documents it: resampled at a spacing of 1, then simplified by the
// Ramer–Douglas–Peucker algorithm with an epsilon of 2, then rounded.
// Source: https://github.com/googlecreativelab/quickdraw-dataset (preprocessed dataset).
import { roundHalfEven } from './round-half-even.ts';
import type { Stroke, Strokes } from './strokes.ts';

const SPACING = 1;
const EPSILON = 2;

interface Line {
  readonly x: number[];
  readonly y: number[];
}

/** @param strokes moved to the corner and scaled to 255, see toSquare; none of them empty. */
export function simplify(strokes: Strokes): Strokes {
  return strokes.map(simplifyStroke);
}

function simplifyStroke(stroke: Stroke): Stroke {
  const { x, y } = douglasPeucker(resample(stroke));
  return [x.map(roundHalfEven), y.map(roundHalfEven)];
}

/** Points at equal distances along the stroke, its first and its last. */
function resample([xs, ys]: Stroke): Line {
  let x = xs[0]!;
  let y = ys[0]!;
  const line: Line = { x: [x], y: [y] };
  let passed = 0;
  for (let i = 1; i < xs.length; i++) {
    let length = distance(x, y, xs[i]!, ys[i]!);
    while (passed + length >= SPACING) {
      const part = (SPACING - passed) / length;
      x += part * (xs[i]! - x);
      y += part * (ys[i]! - y);
      line.x.push(x);
      line.y.push(y);
      passed = 0;
      length = distance(x, y, xs[i]!, ys[i]!);
    }
    passed += length;
    x = xs[i]!;
    y = ys[i]!;
  }
  if (xs.length > 1) {
    line.x.push(x);
    line.y.push(y);
  }
  return line;
}

function distance(x1: number, y1: number, x2: number, y2: number): number {
  return Math.sqrt((x2 - x1) ** 2 + (y2 - y1) ** 2);
}

/** The points that remain when none dropped may lie further than EPSILON from the line drawn. */
function douglasPeucker({ x, y }: Line): Line {
  const kept = new Uint8Array(x.length);
  kept[0] = kept[x.length - 1] = 1;
  const pending: [number, number][] = [[0, x.length - 1]];
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const [first, last] = range;
    const { index, distance } = farthest(x, y, first, last);
    if (distance <= EPSILON) continue;
    kept[index] = 1;
    pending.push([first, index], [index, last]);
  }
  const stays = (_: number, index: number) => kept[index] === 1;
  return { x: x.filter(stays), y: y.filter(stays) };
}

/** Of the points between two, the one farthest from the straight line through these. */
function farthest(
  x: readonly number[],
  y: readonly number[],
  first: number,
  last: number,
): { index: number; distance: number } {
  const dx = x[last]! - x[first]!;
  const dy = y[last]! - y[first]!;
  const length = Math.sqrt(dx * dx + dy * dy);
  let index = first;
  let distance = 0;
  for (let i = first + 1; i < last; i++) {
    const px = x[i]! - x[first]!;
    const py = y[i]! - y[first]!;
    const d = length === 0 ? Math.sqrt(px * px + py * py) : Math.abs(dx * py - dy * px) / length;
    if (d > distance) {
      index = i;
      distance = d;
    }
  }
  return { index, distance };
}
