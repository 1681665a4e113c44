import { add, fill, flip, multiply } from '../../engine/index.ts';
import type { Classifier } from '../model.ts';

/** Axis of a drawing's columns in [N, 28, 28, 1]. */
const COLUMNS = 2;

/**
 * The same classifier, which looks at every drawing and at its mirror image when it answers: its logits are the mean of both, so that
 * its probabilities are their geometric mean, normalized. Training looks at the drawings as they come. Parameters and their names are
 * the classifier's own.
 */
export function withMirrorImages({ classes, build }: Classifier): Classifier {
  return {
    classes,
    build(images, scope) {
      const logits = build(images, scope);
      if (scope.mode === 'training') return logits;
      const mirrored = build(flip(images, COLUMNS), scope.again());
      return multiply(add(logits, mirrored), fill(images.graph, [], 0.5));
    },
  };
}
