import { type CnnOptions, cnn, countParameters, parametersOf } from '../../nn/index.ts';
import type { ModelWiseCurve } from './findings.ts';

/**
 * Widths at which a network has as many parameters as there are training drawings, and as drawings times classes: where
 * its parameters are enough to fit every drawing, and every output of every drawing. The number of parameters is a
 * polynomial of degree two of the width (442k² + 112k + 10 for ten classes), which three widths tell exactly.
 */
export function landmarksOf({
  classes,
  norm,
  samples,
}: Pick<CnnOptions, 'classes' | 'norm'> & { readonly samples: number }): NonNullable<
  ModelWiseCurve['landmarks']
> {
  const [one, two, three] = [1, 2, 3].map(width =>
    countParameters(parametersOf(cnn({ classes, width, norm, init: 'glorot', dropout: 0 }).build)),
  ) as [number, number, number];
  const square = (three - 2 * two + one) / 2;
  const linear = two - one - 3 * square;
  const constant = one - square - linear;
  const widthWith = (parameters: number) => {
    const root = Math.sqrt(linear ** 2 - 4 * square * Math.min(0, constant - parameters));
    return (root - linear) / (2 * square);
  };
  return { samples: widthWith(samples), samplesTimesClasses: widthWith(samples * classes) };
}
