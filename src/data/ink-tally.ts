import { drawingName } from './content-hash.ts';
import { DRAWING_BYTES, SIDE } from './reader.ts';

/** A drawing among others: its name in files and how many of its pixels have ink. */
export interface InkedDrawing {
  readonly name: string;
  readonly inkedPixels: number;
}

/** What the pixels of many drawings have in common, counted in one pass. */
export class InkTally {
  /** Drawings. */
  count = 0;
  /** Drawings without ink. */
  blank = 0;
  /**
   * Drawings with ink on the outermost ring of pixels. No published bitmap has any there, as strokes are drawn with
   * a margin: such drawings are shifted, or of other make.
   */
  ringInked = 0;
  /** Largest pixel value. */
  largestValue = 0;
  emptiest: InkedDrawing | undefined;
  densest: InkedDrawing | undefined;
  #valueSum = 0;
  #inkedSum = 0;

  /** Adds `count` drawings of 784 bytes, with their content hashes. */
  add(bytes: Uint8Array, count: number, hashes: BigUint64Array): void {
    for (let row = 0; row < count; row++) this.#addDrawing(bytes, row * DRAWING_BYTES, hashes[row]!);
  }

  /** Adds the drawings of another tally. */
  addAll(other: InkTally): void {
    this.count += other.count;
    this.blank += other.blank;
    this.ringInked += other.ringInked;
    this.largestValue = Math.max(this.largestValue, other.largestValue);
    this.#valueSum += other.#valueSum;
    this.#inkedSum += other.#inkedSum;
    this.#noteExtremes(other.emptiest);
    this.#noteExtremes(other.densest);
  }

  /** Mean of all pixels, 0 to 1. */
  get meanInk(): number {
    return this.count === 0 ? 0 : this.#valueSum / (255 * DRAWING_BYTES * this.count);
  }

  /** Mean number of pixels with ink in a drawing, of 784. */
  get meanInkedPixels(): number {
    return this.count === 0 ? 0 : this.#inkedSum / this.count;
  }

  #addDrawing(bytes: Uint8Array, start: number, hash: bigint): void {
    let sum = 0;
    let inkedPixels = 0;
    for (let at = start; at < start + DRAWING_BYTES; at++) {
      const value = bytes[at]!;
      sum += value;
      if (value > 0) inkedPixels++;
      if (value > this.largestValue) this.largestValue = value;
    }
    this.count++;
    this.#valueSum += sum;
    this.#inkedSum += inkedPixels;
    if (inkedPixels === 0) this.blank++;
    if (hasRingInk(bytes, start)) this.ringInked++;
    if (inkedPixels < (this.emptiest?.inkedPixels ?? Number.POSITIVE_INFINITY))
      this.emptiest = { name: drawingName(hash), inkedPixels };
    if (inkedPixels > (this.densest?.inkedPixels ?? -1))
      this.densest = { name: drawingName(hash), inkedPixels };
  }

  #noteExtremes(drawing: InkedDrawing | undefined): void {
    if (drawing === undefined) return;
    const { inkedPixels } = drawing;
    if (inkedPixels < (this.emptiest?.inkedPixels ?? Number.POSITIVE_INFINITY)) this.emptiest = drawing;
    if (inkedPixels > (this.densest?.inkedPixels ?? -1)) this.densest = drawing;
  }
}

function hasRingInk(bytes: Uint8Array, start: number): boolean {
  const last = SIDE - 1;
  for (let at = 0; at < SIDE; at++) {
    const ring =
      bytes[start + at]! | // top
      bytes[start + last * SIDE + at]! | // bottom
      bytes[start + at * SIDE]! | // left
      bytes[start + at * SIDE + last]!; // right
    if (ring !== 0) return true;
  }
  return false;
}
