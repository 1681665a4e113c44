import { RandomStream } from '../engine/index.ts';

/**
 * The fold that a drawing is in for cross-validation, told by its content and the seed alone: it stays there whatever
 * else is loaded, and equal drawings are in the same fold. Folds are about equally large, not exactly.
 * @param hash content hash.
 * @param folds 2 or more.
 * @returns from 0 to folds − 1.
 */
export function foldOf(hash: bigint, folds: number, seed: number): number {
  const lower = Number(hash & 0xffffffffn);
  const upper = Number(hash >> 32n);
  return new RandomStream(seed, 'folds', lower, upper).below(folds);
}
