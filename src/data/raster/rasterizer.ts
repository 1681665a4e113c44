import { DRAWING_BYTES, SIDE } from '../reader.ts';
import type { Stroke, Strokes } from '../strokes.ts';
import { toFixed } from './fixed-point.ts';
import { RoundPen } from './round-pen.ts';
import { ScanConverter } from './scan-converter.ts';
import { StrokeOutliner } from './stroke-outline.ts';

/** The drawing square, in drawing units. */
const SQUARE = 256;
const LINE_WIDTH = 16;
/** Free space on each side of the square. */
const MARGIN = 24;
const SCALE = SIDE / (SQUARE + 2 * MARGIN);
/** How far a polygon may be from a round cap, in pixels. */
const TOLERANCE = 0.1;

/**
 * Draws strokes as the dataset's bitmaps were drawn: a 256 square in a margin of 24, round pen of 16, centered,
 * each stroke painted over the ones before, antialiased, white on black.
 * Source: the cairo routine in issue 19 of googlecreativelab/quickdraw-dataset.
 */
export class Rasterizer {
  readonly #converter = new ScanConverter(SIDE);
  readonly #outliner: StrokeOutliner;
  #x = new Int32Array(256);
  #y = new Int32Array(256);

  constructor() {
    const halfWidth = (LINE_WIDTH / 2) * SCALE;
    this.#outliner = new StrokeOutliner(
      new RoundPen(halfWidth, TOLERANCE),
      halfWidth,
      (x1, y1, x2, y2, winding) => this.#converter.addEdge(x1, y1, x2, y2, winding),
    );
  }

  /** Writes the drawing's 784 bytes to `target` from `offset` on. */
  draw(strokes: Strokes, target: Uint8Array, offset = 0): void {
    const bitmap = target.subarray(offset, offset + DRAWING_BYTES);
    bitmap.fill(0);
    const left = MARGIN + (SQUARE - largest(strokes, 0)) / 2;
    const top = MARGIN + (SQUARE - largest(strokes, 1)) / 2;
    for (const stroke of strokes) {
      const count = this.#place(stroke, left, top);
      this.#outliner.outline(this.#x, this.#y, count);
      this.#converter.sweep((row, coverage) => paint(bitmap, row, coverage));
    }
  }

  /** Takes the stroke to the pixel grid, drops points that add nothing there, returns how many are left. */
  #place(stroke: Stroke, left: number, top: number): number {
    const [xs, ys] = stroke;
    if (xs.length > this.#x.length) {
      this.#x = new Int32Array(2 * xs.length);
      this.#y = new Int32Array(2 * xs.length);
    }
    let count = 0;
    for (let i = 0; i < xs.length; i++) {
      const x = toFixed((xs[i]! + left) * SCALE);
      const y = toFixed((ys[i]! + top) * SCALE);
      if (count > 0 && x === this.#x[count - 1] && y === this.#y[count - 1]) continue;
      if (count > 1 && this.#goesOn(count, x, y)) count--;
      this.#x[count] = x;
      this.#y[count] = y;
      count++;
    }
    return count;
  }

  /** Whether (x, y) lies straight ahead of the last two points. */
  #goesOn(count: number, x: number, y: number): boolean {
    const atX = this.#x[count - 1]!;
    const atY = this.#y[count - 1]!;
    const dx = atX - this.#x[count - 2]!;
    const dy = atY - this.#y[count - 2]!;
    return dy * (x - atX) === dx * (y - atY) && dx * (x - atX) + dy * (y - atY) >= 0;
  }
}

function largest(strokes: Strokes, axis: 0 | 1): number {
  let max = 0;
  for (const stroke of strokes) {
    for (let i = 0; i < stroke[axis].length; i++) max = Math.max(max, stroke[axis][i]!);
  }
  return max;
}

/** White over what is there: c + d · (1 − c), in bytes. */
function paint(bitmap: Uint8Array, row: number, coverage: Uint8Array): void {
  for (let column = 0; column < SIDE; column++) {
    const c = coverage[column]!;
    if (c === 0) continue;
    const product = bitmap[row * SIDE + column]! * (255 - c) + 127;
    bitmap[row * SIDE + column] = c + ((product + (product >> 8)) >> 8);
  }
}
