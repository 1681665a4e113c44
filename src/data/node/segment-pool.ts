import { DRAWING_BYTES } from '../reader.ts';

/** Bytes a segment takes for each of its drawings. */
export const SEGMENT_ROW_BYTES = DRAWING_BYTES + Uint16Array.BYTES_PER_ELEMENT;

/** Drawings read ahead, in the order in which they will be given out. */
export class Segment {
  readonly bytes: Uint8Array;
  readonly labels: Uint16Array;
  #count = 0;
  #given = 0;

  constructor(rows: number) {
    this.bytes = new Uint8Array(rows * DRAWING_BYTES);
    this.labels = new Uint16Array(rows);
  }

  /** To be called when the first `count` drawings have been read. */
  refilled(count: number): void {
    this.#count = count;
    this.#given = 0;
  }

  /** Drawings not given out yet. */
  get left(): number {
    return this.#count - this.#given;
  }

  /** Writes drawings to places `at` and on, up to the end of `labels`. @returns how many. */
  give(target: Uint8Array, labels: Int32Array, at: number): number {
    const rows = Math.min(this.left, labels.length - at);
    const from = this.#given;
    const bytes = this.bytes.subarray(from * DRAWING_BYTES, (from + rows) * DRAWING_BYTES);
    target.set(bytes, at * DRAWING_BYTES);
    labels.set(this.labels.subarray(from, from + rows), at);
    this.#given += rows;
    return rows;
  }
}

/** Segments that no pass is using. One pass after the other uses the same memory. */
export class SegmentPool {
  readonly #free = new Map<number, Segment[]>();

  take(rows: number): Segment {
    return this.#free.get(rows)?.pop() ?? new Segment(rows);
  }

  giveBack(rows: number, segment: Segment): void {
    this.#free.set(rows, [...(this.#free.get(rows) ?? []), segment]);
  }
}
