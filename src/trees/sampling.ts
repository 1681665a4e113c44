import { RandomStream } from '../engine/index.ts';
import type { TreeOptions } from './options.ts';

/** First coordinate of the random streams: what is drawn. */
const ROWS = 0;
const FEATURES = 1;

export const usesBagging = ({ baggingFraction, baggingFreq }: TreeOptions): boolean =>
  baggingFreq > 0 && baggingFraction < 1;

/** Round in which the rows of `round` were drawn. */
export const baggingRound = (round: number, { baggingFreq }: TreeOptions): number =>
  baggingFreq > 0 ? round - (round % baggingFreq) : 0;

/**
 * The rows that trees of `round` grow on: [how many, these rows, the others], both in order. Each row is in with probability
 * `baggingFraction`; which are is a function of seed, round and row.
 */
export function drawRows(count: number, round: number, options: TreeOptions): Uint32Array {
  const bag = new Uint32Array(1 + count);
  const random = usesBagging(options)
    ? new RandomStream(options.seed, 'trees', ROWS, baggingRound(round, options))
    : undefined;
  const others: number[] = [];
  let inside = 0;
  for (let row = 0; row < count; row++) {
    if (random && random.uniform() >= options.baggingFraction) others.push(row);
    else bag[1 + inside++] = row;
  }
  bag[0] = inside;
  bag.set(others, 1 + inside);
  return bag;
}

/** Marks the features that the tree of class `k` in `round` may split by: `featureFraction` of them, at least one. */
export function drawFeatures(mask: Uint8Array, k: number, round: number, options: TreeOptions): void {
  if (options.featureFraction >= 1) {
    mask.fill(1);
    return;
  }
  mask.fill(0);
  const random = new RandomStream(options.seed, 'trees', FEATURES, round, k);
  let wanted = Math.max(1, Math.round(mask.length * options.featureFraction));
  // Selection sampling (Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm S).
  for (let feature = 0; feature < mask.length && wanted > 0; feature++) {
    if ((mask.length - feature) * random.uniform() >= wanted) continue;
    mask[feature] = 1;
    wanted -= 1;
  }
}
