import { confusionNoise, injectLabelNoise, symmetricNoise } from '../analysis/index.ts';
import { drawingName, type Side, viewDrawings } from '../data/index.ts';
import type { OpenedDrawings } from '../data/node/index.ts';
import { UsageError } from '../errors.ts';
import type { RunConfig } from './run-config.ts';

/** What a configuration tells of wrong labels. */
export type LabelNoise = Pick<RunConfig, 'labelNoise' | 'labelNoiseShape' | 'labelNoiseSeed'>;

/**
 * P(given | true) of the labels trained on, [true, given]; rows sum to 1.
 * @throws UsageError if its shape is not one of so many classes.
 */
export function labelTransition({ labelNoise, labelNoiseShape }: LabelNoise, classes: number): Float64Array {
  if (labelNoiseShape === null) return symmetricNoise(classes, labelNoise);
  if (labelNoiseShape.length !== classes || labelNoiseShape.some(row => row.length !== classes))
    throw new UsageError(`The shape of the label noise is not that of ${classes} categories.`, {
      hint: `Give labelNoiseShape ${classes} rows of ${classes} numbers, or leave it away.`,
    });
  return confusionNoise({ classes, counts: labelNoiseShape.flat() }, labelNoise);
}

/**
 * The drawings with some labels of the train side wrong, as the configuration says. What a drawing's label becomes is
 * told by its content and the seed: it is the same in every epoch, for every network, and whatever other drawings there are.
 * @throws UsageError if the drawings are not in memory, or the noise is of other categories.
 */
export function withLabelNoise(opened: OpenedDrawings<Side>, noise: LabelNoise): OpenedDrawings<Side> {
  if (noise.labelNoise === 0) return opened;
  const transition = labelTransition(noise, opened.categories.length);
  if (opened.inMemory === undefined) return viewDrawings(opened, {});
  const { drawings, rows } = opened.inMemory;
  const { train } = rows;
  const labels = Array.from(train, row => drawings.labels[row]!);
  const ids = Array.from(train, row => Number(drawings.hashes[row]! & 0xffffffffn));
  const given = injectLabelNoise(labels, transition, noise.labelNoiseSeed, ids);
  const relabeled = Array.from(
    train,
    (row, place) => [drawingName(drawings.hashes[row]!), given[place]!] as const,
  );
  return viewDrawings(opened, { relabeled: relabeled.filter((_, place) => given[place] !== labels[place]) });
}
