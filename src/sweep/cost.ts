// How long cells take compared with each other, to begin with the largest and to tell the time left.

import type { RunConfig, TrainConfig } from '../train/index.ts';

const PIXELS = 784;

/**
 * Speed grows with size: per unit of work, a wide network takes less time than a narrow one. Over the widths 4 to 24,
 * time grows with this power of the multiplications.
 */
const POWER = 0.85;

/** What the work of a dense network takes beside that of convolutions, most of whose multiplications Winograd's way saves. */
const DENSE_FACTOR = 3.5;

/** Multiplications for one drawing on its way forward through the network. */
export function multiplications(
  config: Pick<TrainConfig, 'model' | 'width' | 'hidden'>,
  classes: number,
): number {
  if (config.model === 'mlp') {
    const layers = [PIXELS, ...config.hidden, classes];
    return layers.slice(1).reduce((sum, units, index) => sum + units * layers[index]!, 0);
  }
  const k = config.width;
  const convolutions = 9 * (784 * k + 196 * k * 2 * k + 49 * 2 * k * 4 * k + 9 * 4 * k * 8 * k);
  return convolutions + (8 * k) ** 2 + 8 * k * classes;
}

/**
 * Cost of training a network for all its epochs on `drawings`, or trees for all rounds, each of which shows all drawings to
 * a tree of every category; it may well stop before.
 */
export function trainingCost(config: RunConfig, classes: number, drawings: number): number {
  if (config.model === 'gbdt') return config.rounds * classes * drawings;
  const perDrawing = multiplications(config, classes) ** POWER;
  return config.epochs * drawings * perDrawing * (config.model === 'mlp' ? DENSE_FACTOR : 1);
}

/** Floating point operations of training a network on `drawings` by the textbook: two a multiplication, backward twice forward. 0 for trees. */
export function trainingFlops(config: RunConfig, classes: number, drawings: number): number {
  if (config.model === 'gbdt') return 0;
  return 6 * multiplications(config, classes) * config.epochs * drawings;
}
