import { type BatchSource, DRAWING_BYTES } from '../data/index.ts';
import type { EvaluationSums } from '../nn/index.ts';
import { takeTurns } from './event-loop.ts';
import type { Predictor } from './predictor.ts';

/** Drawings asked for at a time. */
const ROWS = 1024;

/** Drawings with their labels and the probabilities that were told of them. */
export interface PredictedRows {
  /** Place of each drawing in the order of the source. */
  readonly places: Uint32Array;
  readonly bitmaps: Uint8Array;
  readonly labels: Int32Array;
  /** [N, classes]. */
  readonly probabilities: Float32Array;
}

interface EvaluateOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether the drawing at a place is left out; none if left out itself. */
  readonly skip?: ((place: number) => boolean) | undefined;
  /** Is shown the predictions, some at a time, in order. What it is given is overwritten afterwards. */
  readonly visit?: ((rows: PredictedRows) => void) | undefined;
}

/** Evaluates a network, or trees, on the drawings of a source. */
export async function evaluateSource(
  predictor: Predictor,
  source: BatchSource,
  { signal, skip, visit }: EvaluateOptions = {},
): Promise<EvaluationSums> {
  const block = new Block();
  const sums = { count: 0, lossSum: 0, correct: 0 };
  const pass = source.inOrder();
  try {
    for (let place = 0; place < source.count; ) {
      await takeTurns();
      signal?.throwIfAborted();
      const read = await pass.next(block.bitmaps, block.labels);
      const rows = block.keep(read, place, skip);
      place += read;
      const part = visit ? await predictor.predict(rows) : await predictor.evaluate(rows);
      if ('probabilities' in part) visit?.({ ...rows, probabilities: part.probabilities as Float32Array });
      sums.count += part.count;
      sums.lossSum += part.lossSum;
      sums.correct += part.correct;
    }
    return sums;
  } finally {
    await pass.close();
  }
}

/** Room for some drawings of a pass. */
class Block {
  readonly bitmaps = new Uint8Array(ROWS * DRAWING_BYTES);
  readonly labels = new Int32Array(ROWS);
  readonly #places = new Uint32Array(ROWS);

  /**
   * Moves the drawings that are not skipped together. `first` is the place of the first of the `read`
   * drawings.
   */
  keep(read: number, first: number, skip: EvaluateOptions['skip']): Omit<PredictedRows, 'probabilities'> {
    let kept = 0;
    for (let row = 0; row < read; row++) {
      if (skip?.(first + row)) continue;
      if (kept < row) {
        this.bitmaps.copyWithin(kept * DRAWING_BYTES, row * DRAWING_BYTES, (row + 1) * DRAWING_BYTES);
        this.labels[kept] = this.labels[row]!;
      }
      this.#places[kept++] = first + row;
    }
    return {
      places: this.#places.subarray(0, kept),
      bitmaps: this.bitmaps.subarray(0, kept * DRAWING_BYTES),
      labels: this.labels.subarray(0, kept),
    };
  }
}
