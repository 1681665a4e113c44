import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';

/** Drawings that are so near in a file are read in one piece: 25 KB cost less than another call. */
const GAP_ROWS = 32;
/** Longest piece: 200 KB. */
const PIECE_ROWS = 256;
/** Reads under way at the same time. */
const READS_AT_ONCE = 32;

/** A piece of a file: rows [from, to), wanted at the places sorted[first…last). */
interface Piece {
  readonly file: number;
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
}

/** The drawings of many files, counted through: file i has rows [starts[i], starts[i + 1]). */
export class ScatteredRows {
  readonly #files: readonly DrawingFile[];
  readonly #starts: readonly number[];
  readonly #labels: readonly number[];
  readonly #scratch: Uint8Array[] = [];

  /** @param labels category of each file. The files must have random access. */
  constructor(files: readonly DrawingFile[], labels: readonly number[]) {
    this.#files = files;
    this.#labels = labels;
    const starts = [0];
    for (const file of files) starts.push(starts.at(-1)! + file.count);
    this.#starts = starts;
  }

  /** First row of each file. */
  get starts(): readonly number[] {
    return this.#starts;
  }

  /** Index of the file that has `row`. */
  fileOf(row: number): number {
    let low = 0;
    let high = this.#files.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (row >= this.#starts[middle + 1]!) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Category of the drawings of a file. */
  labelOf(file: number): number {
    return this.#labels[file]!;
  }

  /**
   * Reads drawings into `target` in the order of `rows`, with their labels. The disk is read in its own order,
   * near ones together, several reads at a time.
   */
  async read(rows: Uint32Array, target: Uint8Array, labels: Uint16Array): Promise<void> {
    // Row and place in one number, which a typed array sorts natively: below 2^53 for 2^32 rows and 2^21 places.
    const sorted = Float64Array.from(rows, (row, place) => row * PLACES + place).sort();
    const pieces = this.#pieces(sorted);
    const lane = async () => {
      const scratch = this.#scratch.pop() ?? new Uint8Array(PIECE_ROWS * DRAWING_BYTES);
      try {
        for (const piece of pieces) {
          await this.#files[piece.file]!.read(piece.from, piece.to, scratch);
          this.#deliver(piece, sorted, scratch, target, labels);
        }
      } finally {
        this.#scratch.push(scratch);
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: READS_AT_ONCE }, lane));
    for (const { reason } of lanes.filter(result => result.status === 'rejected')) throw reason;
  }

  *#pieces(sorted: Float64Array): Generator<Piece, void> {
    for (let first = 0; first < sorted.length; ) {
      const start = rowOf(sorted[first]!);
      const file = this.fileOf(start);
      const fileEnd = this.#starts[file + 1]!;
      let end = start + 1;
      let last = first + 1;
      for (; last < sorted.length; last++) {
        const row = rowOf(sorted[last]!);
        if (row >= fileEnd || row > end + GAP_ROWS || row >= start + PIECE_ROWS) break;
        end = row + 1;
      }
      const offset = this.#starts[file]!;
      yield { file, from: start - offset, to: end - offset, first, last };
      first = last;
    }
  }

  #deliver(
    piece: Piece,
    sorted: Float64Array,
    scratch: Uint8Array,
    target: Uint8Array,
    labels: Uint16Array,
  ): void {
    const firstRow = this.#starts[piece.file]! + piece.from;
    const label = this.#labels[piece.file]!;
    for (let index = piece.first; index < piece.last; index++) {
      const at = (rowOf(sorted[index]!) - firstRow) * DRAWING_BYTES;
      const place = sorted[index]! % PLACES;
      target.set(scratch.subarray(at, at + DRAWING_BYTES), place * DRAWING_BYTES);
      labels[place] = label;
    }
  }
}

const PLACES = 2 ** 21;

function rowOf(value: number): number {
  return Math.floor(value / PLACES);
}
