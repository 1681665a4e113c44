import type { BatchSource } from '../data/index.ts';
import { DRAWING_BYTES } from '../data/index.ts';
import type { EvaluationSums, Network } from '../nn/index.ts';

/** Drawings asked for at a time. */
const ROWS = 1024;

/** Drawings with their labels and the network's probabilities. */
export interface PredictedRows {
  /** Number of the first one in the order of the source. */
  readonly start: number;
  readonly bitmaps: Uint8Array;
  readonly labels: Int32Array;
  /** [N, classes]. */
  readonly probabilities: Float32Array;
}

/**
 * Evaluates a network on all drawings of a source.
 * @param visit is shown the predictions, some drawings at a time, in order; what it is given is overwritten afterwards.
 */
export async function evaluateSource(
  network: Network,
  source: BatchSource,
  { signal, visit }: { signal?: AbortSignal | undefined; visit?: (rows: PredictedRows) => void } = {},
): Promise<EvaluationSums> {
  const target = new Uint8Array(ROWS * DRAWING_BYTES);
  const targetLabels = new Int32Array(ROWS);
  const pass = source.inOrder();
  const sums = { count: 0, lossSum: 0, correct: 0 };
  try {
    for (;;) {
      signal?.throwIfAborted();
      const count = await pass.next(target, targetLabels);
      if (count === 0) return sums;
      const drawings = {
        bitmaps: target.subarray(0, count * DRAWING_BYTES),
        labels: targetLabels.subarray(0, count),
      };
      const part = visit ? await network.predict(drawings) : await network.evaluate(drawings);
      if ('probabilities' in part)
        visit?.({ ...drawings, start: sums.count, probabilities: part.probabilities as Float32Array });
      sums.count += count;
      sums.lossSum += part.lossSum;
      sums.correct += part.correct;
    }
  } finally {
    await pass.close();
  }
}
