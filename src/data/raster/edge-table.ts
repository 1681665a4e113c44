import { ONE, ROWS } from './fixed-point.ts';

const NONE = -1;

/**
 * Edges of a polygon, each with the x at which it crosses the present sample row. That x is kept as an exact
 * fraction of whole numbers, so that the order in which rows are passed cannot matter.
 */
export class EdgeTable {
  readonly #size: number;
  #count = 0;
  /** Sample rows left, the present one included. */
  height = new Int32Array(0);
  winding = new Int32Array(0);
  /** Crossing with the present sample row, rounded, in 1/256 pixel. */
  x = new Int32Array(0);
  /** The edge after this one that begins in the same sample row, or −1. */
  next = new Int32Array(0);
  /** Crossing = numerator / divisor; the numerator grows by `step` from one sample row to the next. */
  divisor = new Int32Array(0);
  #numerator = new Float64Array(0);
  #step = new Float64Array(0);
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** For each row of pixels the last sample row in it where an edge begins, counted from 1; 0 if none does. */
  readonly #begins: Uint8Array;

  /** @param size of the square image in pixels. */
  constructor(size: number) {
    this.#size = size;
    this.#first = new Int32Array(size * ROWS).fill(NONE);
    this.#last = new Int32Array(size * ROWS);
    this.#begins = new Uint8Array(size);
    this.#grow(256);
  }

  /** Whether edges begin in this row of pixels below its first sample row. */
  beginsInside(row: number): boolean {
    return this.#begins[row]! > 1;
  }

  /** The first edge that begins in a sample row, or −1. */
  first(sampleRow: number): number {
    return this.#first[sampleRow]!;
  }

  clear(): void {
    this.#count = 0;
    this.#first.fill(NONE);
    this.#begins.fill(0);
  }

  /** Adds an edge that runs down: y1 < y2, in units of 1/256 pixel. */
  add(x1: number, y1: number, x2: number, y2: number, winding: number): void {
    const top = Math.max(0, sampleRowOf(y1));
    const bottom = Math.min(this.#size * ROWS, sampleRowOf(y2));
    if (bottom <= top) return;
    if (this.#count === this.x.length) this.#grow(2 * this.#count);
    const edge = this.#count++;
    const dx = x2 - x1;
    // Sample row r lies in the middle of its fifteenth of a pixel, at y = (2r + 1) / 30.
    const divisor = 2 * ROWS * (y2 - y1);
    this.height[edge] = bottom - top;
    this.winding[edge] = winding;
    this.divisor[edge] = divisor;
    this.#numerator[edge] = x1 * divisor + ((2 * top + 1) * ONE - 2 * ROWS * y1) * dx;
    this.#step[edge] = 2 * ONE * dx;
    this.#round(edge);
    this.#append(edge, top);
  }

  /** Numerator of the crossing with the upper border of the row of pixels that begins with this sample row. */
  atTop(edge: number): number {
    return this.#numerator[edge]! - this.#halfStep(edge);
  }

  /** The same for the row's lower border. */
  atBottom(edge: number): number {
    return this.#numerator[edge]! + ROWS * this.#step[edge]! - this.#halfStep(edge);
  }

  /** The rounded crossing a whole row of pixels further down. */
  xAfterRow(edge: number): number {
    return Math.floor((this.#numerator[edge]! + ROWS * this.#step[edge]!) / this.divisor[edge]! + 0.5);
  }

  /** Moves the edge down by sample rows; false if it ends there. */
  advance(edge: number, rows: number): boolean {
    this.height[edge]! -= rows;
    if (this.height[edge] === 0) return false;
    this.#numerator[edge]! += rows * this.#step[edge]!;
    this.#round(edge);
    return true;
  }

  /** From the middle of a sample row to its border. Of a step's whole units, cairo halves only the even part. */
  #halfStep(edge: number): number {
    const step = this.#step[edge]!;
    const divisor = this.divisor[edge]!;
    return Math.trunc(Math.trunc(step / divisor) / 2) * divisor + (step % divisor) / 2;
  }

  #round(edge: number): void {
    // Exact: numbers this small keep their distance from a half in a double.
    this.x[edge] = Math.floor(this.#numerator[edge]! / this.divisor[edge]! + 0.5);
  }

  /** Edges that begin together keep the order in which they came: it decides between edges of equal x. */
  #append(edge: number, sampleRow: number): void {
    this.next[edge] = NONE;
    if (this.#first[sampleRow] === NONE) this.#first[sampleRow] = edge;
    else this.next[this.#last[sampleRow]!] = edge;
    this.#last[sampleRow] = edge;
    const row = Math.floor(sampleRow / ROWS);
    this.#begins[row] = Math.max(this.#begins[row]!, sampleRow - row * ROWS + 1);
  }

  #grow(length: number): void {
    this.height = extended(this.height, new Int32Array(length));
    this.winding = extended(this.winding, new Int32Array(length));
    this.x = extended(this.x, new Int32Array(length));
    this.next = extended(this.next, new Int32Array(length));
    this.divisor = extended(this.divisor, new Int32Array(length));
    this.#numerator = extended(this.#numerator, new Float64Array(length));
    this.#step = extended(this.#step, new Float64Array(length));
  }
}

function extended<T extends Int32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

/** The first sample row at or below y, to the nearest fifteenth of a pixel. */
function sampleRowOf(y: number): number {
  return Math.floor((y * ROWS + ONE / 2) / ONE);
}
