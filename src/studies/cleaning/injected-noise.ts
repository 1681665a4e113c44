import {
  confusionMatrix,
  confusionNoise,
  injectLabelNoise,
  predictedClasses,
  symmetricNoise,
} from '../../analysis/index.ts';
import { drawingName } from '../../data/index.ts';
import type { CrossValidated } from '../cross-validate.ts';
import type { CleaningOptions } from './options.ts';

/** Labels to train on in place of the given ones, by drawing. */
export type Relabeled = readonly (readonly [drawing: string, label: number])[];

/**
 * How labels are to go wrong: P(given | true), [true, given]. In the shape of confusions, by what networks that have not
 * seen the drawings take them for.
 */
export function noiseTransition(
  { classes, probabilities, labels }: CrossValidated,
  { noise, noiseKind }: Pick<CleaningOptions, 'noise' | 'noiseKind'>,
): Float64Array {
  if (noiseKind === 'symmetric') return symmetricNoise(classes, noise);
  return confusionNoise(confusionMatrix(labels, predictedClasses(probabilities, classes), classes), noise);
}

/**
 * Draws wrong labels. What a drawing gets is told by its content and the seed, so that it is the same whatever others are
 * there.
 */
export function drawNoise(
  { labels, hashes }: Pick<CrossValidated, 'labels' | 'hashes'>,
  transition: Float64Array,
  seed: number,
): Relabeled {
  const ids = Uint32Array.from(hashes, hash => Number(hash & 0xffffffffn));
  const noisy = injectLabelNoise(labels, transition, seed, ids);
  return Array.from(noisy, (label, row) => [drawingName(hashes[row]!), label] as const).filter(
    ([, label], row) => label !== labels[row],
  );
}
