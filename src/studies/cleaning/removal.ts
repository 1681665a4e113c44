import { drawingName } from '../../data/index.ts';
import { RandomStream } from '../../engine/index.ts';
import type { Cell } from '../../sweep/index.ts';
import type { TrainConfig } from '../../train/index.ts';
import type { Relabeled } from './injected-noise.ts';

/** What is left out of training: nothing, what is flagged, or as many at random. */
export type Removal = 'nothing' | 'issues' | 'random';

interface Training {
  readonly config: TrainConfig;
  /** The repetition, whose seed the configuration has. */
  readonly seed: number;
  /** What labels there are, such as `injected noise`. */
  readonly labels: string;
  readonly relabeled: Relabeled;
  readonly removal: Removal;
  readonly removed: readonly string[];
}

/** An ordinary run, stopped by its validation side, which has the same labels as its train side. */
export function trainingCell({ config, seed, labels, relabeled, removal, removed }: Training): Cell {
  return {
    name: `${labels}, ${removal} removed, seed ${seed}`,
    factors: { part: labels, removal, seed },
    model: config.model,
    config: { ...config, seed, threads: null, memory: null },
    view: { relabeled, removed },
  };
}

/** Names of `count` drawings chosen at random, the same for the same seed. */
export function randomNames(hashes: BigUint64Array, count: number, seed: number): string[] {
  const order = Uint32Array.from(hashes, (_, row) => row);
  new RandomStream(seed, 'sampling').shuffle(order);
  return Array.from(order.subarray(0, count), row => drawingName(hashes[row]!));
}
