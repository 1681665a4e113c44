import { type ConfusionMatrix, countInTop, predictedClasses } from '../analysis/index.ts';
import { DRAWING_BYTES } from '../data/index.ts';
import type { PredictedRows } from './evaluate-source.ts';

const TOP = 5;

/** Memory that kept predictions may take. */
const MOST_BYTES = 100e6;

/** Predictions that are kept for reports. */
export interface KeptPredictions {
  /** [N, classes]. */
  readonly probabilities: Float32Array;
  /** [N]. */
  readonly labels: Int32Array;
  /** Content hashes, [N]. */
  readonly hashes: BigUint64Array;
  /** [N, 784]. */
  readonly bitmaps: Uint8Array;
}

/**
 * Counts right and wrong predictions as they come, and keeps them: all, or where that were too many, those of
 * the drawings with the smallest content hashes, which is as good as a random choice and always the same.
 */
export class PredictionTally {
  readonly confusion: ConfusionMatrix;
  /** Drawings whose category is among the five most likely. */
  inTop5 = 0;
  readonly #hashes: BigUint64Array;
  readonly #kept: KeptPredictions;
  readonly #largestHash: bigint;
  #count = 0;

  /** @param hashes of all drawings that may come, by place. */
  constructor(classes: number, hashes: BigUint64Array, mostBytes = MOST_BYTES) {
    const most = Math.floor(mostBytes / (DRAWING_BYTES + 4 * classes));
    const count = Math.min(hashes.length, most);
    this.confusion = { classes, counts: new Uint32Array(classes * classes) };
    this.#hashes = hashes;
    this.#largestHash = hashes.length > most ? hashes.slice().sort()[most - 1]! : 0xffffffffffffffffn;
    this.#kept = {
      probabilities: new Float32Array(count * classes),
      labels: new Int32Array(count),
      hashes: new BigUint64Array(count),
      bitmaps: new Uint8Array(count * DRAWING_BYTES),
    };
  }

  add(rows: PredictedRows): void {
    const { classes, counts } = this.confusion;
    const { labels, probabilities, places } = rows;
    const predictions = predictedClasses(probabilities, classes);
    this.inTop5 += countInTop(probabilities, labels, classes, TOP);
    for (let row = 0; row < labels.length; row++) {
      counts[labels[row]! * classes + predictions[row]!]!++;
      if (this.#hashes[places[row]!]! <= this.#largestHash) this.#keep(rows, row);
    }
  }

  /** What was kept, in the order in which it came. */
  get kept(): KeptPredictions {
    const { probabilities, labels, hashes, bitmaps } = this.#kept;
    const count = this.#count;
    return {
      probabilities: probabilities.subarray(0, count * this.confusion.classes),
      labels: labels.subarray(0, count),
      hashes: hashes.subarray(0, count),
      bitmaps: bitmaps.subarray(0, count * DRAWING_BYTES),
    };
  }

  #keep({ probabilities, labels, bitmaps, places }: PredictedRows, row: number): void {
    const { classes } = this.confusion;
    // Equal drawings have equal hashes: there may be more below the limit than there is room for.
    if (this.#count === this.#kept.labels.length) return;
    const place = this.#count++;
    this.#kept.probabilities.set(probabilities.subarray(row * classes, (row + 1) * classes), place * classes);
    this.#kept.labels[place] = labels[row]!;
    this.#kept.hashes[place] = this.#hashes[places[row]!]!;
    this.#kept.bitmaps.set(
      bitmaps.subarray(row * DRAWING_BYTES, (row + 1) * DRAWING_BYTES),
      place * DRAWING_BYTES,
    );
  }
}
