import { type ConfusedPair, confusedPairs, countCorrect, wilsonInterval } from '../analysis/index.ts';
import type { BatchSource } from '../data/index.ts';
import { evaluateSource } from './evaluate-source.ts';
import { PredictionTally } from './prediction-tally.ts';
import type { Predictor } from './predictor.ts';

/** What came out on some drawings. */
export interface Measurement {
  readonly drawings: number;
  /** Mean cross entropy. */
  readonly loss: number;
  readonly accuracy: number;
  /** 95 % interval of the accuracy (Wilson). */
  readonly accuracyLow: number;
  readonly accuracyHigh: number;
  /** Share of drawings whose category is among the five most likely. */
  readonly top5: number;
}

/** Two categories, the first of which was taken for the second. */
export interface NamedPair {
  readonly truth: string;
  readonly prediction: string;
  readonly count: number;
  /** Share of the drawings of `truth`. */
  readonly share: number;
}

interface MeasureOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether a drawing with this content hash is left out; none if it is left out itself. */
  readonly leaveOut?: ((hash: bigint) => boolean) | undefined;
}

/** Measures a network, or trees, on the drawings of a source. Without a drawing there is no measurement. */
export async function measure(
  predictor: Predictor,
  source: BatchSource,
  { signal, leaveOut }: MeasureOptions = {},
): Promise<{ measurement: Measurement | undefined; tally: PredictionTally }> {
  const hashes = await source.contentHashes();
  const tally = new PredictionTally(predictor.classes, hashes);
  const { count, lossSum } = await evaluateSource(predictor, source, {
    signal,
    skip: leaveOut && (place => leaveOut(hashes[place]!)),
    visit: rows => tally.add(rows),
  });
  if (count === 0) return { measurement: undefined, tally };
  const correct = countCorrect(tally.confusion);
  const { low, high } = wilsonInterval(correct, count);
  const measurement = {
    drawings: count,
    loss: lossSum / count,
    accuracy: correct / count,
    accuracyLow: low,
    accuracyHigh: high,
    top5: tally.inTop5 / count,
  };
  return { measurement, tally };
}

/** The most confused pairs by name. */
export function namedPairs(
  tally: PredictionTally,
  categories: readonly string[],
  limit: number,
): NamedPair[] {
  const name = ({ truth, prediction, count, share }: ConfusedPair): NamedPair => ({
    truth: categories[truth]!,
    prediction: categories[prediction]!,
    count,
    share,
  });
  return confusedPairs(tally.confusion, limit).map(name);
}
