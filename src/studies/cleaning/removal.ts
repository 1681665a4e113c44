import { drawingName } from '../../data/index.ts';
import { RandomStream } from '../../engine/index.ts';
import type { Cell } from '../../sweep/index.ts';
import type { Relabeled } from './injected-noise.ts';
import type { CleaningPlan } from './plan.ts';

/**
 * What is left out of training: nothing, the issues that are listed, as many at random, or the errors that were injected,
 * neither more nor fewer: the most that finding them can be good for.
 */
export type Removal = 'nothing' | 'issues' | 'random' | 'errors';

interface Training {
  readonly plan: CleaningPlan;
  /** The repetition, and the network's. */
  readonly seed: number;
  /** What labels there are, such as `injected noise`. */
  readonly labels: string;
  readonly relabeled: Relabeled;
  readonly removal: Removal;
  readonly removed: readonly string[];
}

/** An ordinary run, stopped by its validation side, which has the same labels as its train side. */
export function trainingCell({ plan, seed, labels, relabeled, removal, removed }: Training): Cell {
  const { config, learnedPerCategory } = plan;
  return {
    name: `${labels}, ${removal} removed, seed ${seed}`,
    factors: { part: labels, removal, seed },
    model: config.model,
    config: { ...config, seed, threads: null, memory: null },
    view: { learnedPerCategory, relabeled, removed },
  };
}

/** Names of `count` drawings chosen at random, the same for the same seed. */
export function randomNames(hashes: BigUint64Array, count: number, seed: number): string[] {
  const order = Uint32Array.from(hashes, (_, row) => row);
  new RandomStream(seed, 'sampling').shuffle(order);
  return Array.from(order.subarray(0, count), row => drawingName(hashes[row]!));
}
