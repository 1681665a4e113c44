import { ONE, ROWS } from './fixed-point.ts';

/**
 * Coverage of one row of pixels, gathered as signed contributions of left (+) and right (−) edges:
 * an edge covers all that lies right of it, less an area in the pixels it passes.
 */
export class RowCoverage {
  /** Sample rows whose right-hand rest is covered from this pixel on. */
  readonly #height: Int32Array;
  /** Area left of the edge in this pixel, in halves of a unit square (1/256 pixel by one sample row). */
  readonly #uncovered: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(size: number) {
    this.#height = new Int32Array(size + 1);
    this.#uncovered = new Int32Array(size + 1);
    this.#bytes = new Uint8Array(size);
  }

  /** One sample row is inside from x1 to x2. */
  addSpan(x1: number, x2: number): void {
    this.#addSample(x1, 1);
    this.#addSample(x2, -1);
  }

  #addSample(x: number, sign: number): void {
    const pixel = x >> 8;
    this.#height[pixel]! += sign;
    this.#uncovered[pixel]! += sign * 2 * (x & (ONE - 1));
  }

  /** An edge that runs straight through the row, from x = top / divisor to x = bottom / divisor. */
  addEdge(top: number, bottom: number, divisor: number, sign: number): void {
    const left = Math.min(top, bottom);
    const right = Math.max(top, bottom);
    const leftX = Math.floor(left / divisor);
    const rightX = Math.floor(right / divisor);
    const first = leftX >> 8;
    const last = rightX >> 8;
    const leftRest = leftX & (ONE - 1);
    const rightRest = rightX & (ONE - 1);
    if (first === last) {
      this.#addArea(first, sign * ROWS, leftRest + rightRest);
      return;
    }
    let passed = 0;
    for (let pixel = first; pixel < last; pixel++) {
      // Sample rows the edge has passed when it leaves this pixel, in whole rows.
      const leaves = Math.floor((((pixel + 1) * ONE * divisor - left) * ROWS) / (right - left));
      this.#addArea(pixel, sign * (leaves - passed), ONE + (pixel === first ? leftRest : 0));
      passed = leaves;
    }
    this.#addArea(last, sign * (ROWS - passed), rightRest);
  }

  #addArea(pixel: number, height: number, width: number): void {
    this.#height[pixel]! += height;
    this.#uncovered[pixel]! += height * width;
  }

  /** The row's coverage, 0–255 a pixel; empties the row. The array is used again for the next one. */
  take(): Uint8Array {
    let covered = 0;
    for (let pixel = 0; pixel < this.#bytes.length; pixel++) {
      covered += 2 * ONE * this.#height[pixel]!;
      const area = covered - this.#uncovered[pixel]!;
      // area / (2 · ONE · ROWS) · 255, rounded.
      this.#bytes[pixel] = (17 * area + ONE) >> 9;
    }
    this.#height.fill(0);
    this.#uncovered.fill(0);
    return this.#bytes;
  }
}
