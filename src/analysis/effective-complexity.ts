import { crossing, interpolationThreshold, isAbove, type TrainErrors } from './interpolation-threshold.ts';
import { linearTrend } from './linear-trend.ts';

/** How many drawings a model learns by heart. */
export interface EffectiveComplexity {
  /** Drawings; null where not even the fewest tried were learned. */
  readonly samples: number | null;
  /** Whether the most drawings tried were learned too: then it is at least so many. */
  readonly isAtLeast: boolean;
}

/**
 * Effective model complexity: the most training drawings of which a model, trained in a given way, still has a train
 * error of at most `bound`. All smaller numbers tried must be learned too. Between the last number learned and the next it
 * is interpolated, log error against log number; see `crossing`.
 * Source: Nakkiran et al., Deep Double Descent, 2019, definition 1.
 * @param trainErrors places are numbers of training drawings.
 */
export function effectiveComplexity(trainErrors: TrainErrors, bound: number): EffectiveComplexity {
  const { places, errors } = trainErrors;
  const firstAbove = errors.findIndex(error => isAbove(error, bound));
  if (firstAbove < 0) return { samples: places.at(-1) ?? null, isAtLeast: places.length > 0 };
  if (firstAbove === 0) return { samples: null, isAtLeast: false };
  return { samples: crossing(trainErrors, firstAbove - 1, bound), isAtLeast: false };
}

/** Models of all sizes on one number of training drawings. */
export interface TrainErrorsBySamples {
  readonly samples: number;
  /** Places are model sizes. */
  readonly bySize: TrainErrors;
}

/**
 * Size at which the test loss should peak on `samples` training drawings, told from train errors alone: where the effective
 * model complexity equals `samples`, since models much below it or much above it should be helped by more drawings or
 * more parameters, and those near it hurt (Nakkiran et al. 2019, the generalized double descent hypothesis).
 *
 * The size whose complexity is n is the interpolation threshold on n drawings. So the thresholds of the *other* numbers
 * of drawings are points of the curve of complexity against size; where at least two have one, log complexity is fitted as a
 * straight line over log size by least squares and solved for `samples`: a prediction that has seen nothing of the models
 * that it is about. Where there are fewer, it is the threshold on `samples` itself: told before the peak is looked at,
 * but from the same models.
 * @returns null where there is no threshold among the sizes, or where it lies at or below the smallest.
 */
export function predictedPeak(
  measured: readonly TrainErrorsBySamples[],
  samples: number,
  bound: number,
): number | null {
  const others = measured.flatMap(entry => {
    const size = entry.samples === samples ? null : thresholdAmongSizes(entry.bySize, bound);
    return size === null ? [] : [{ size, samples: entry.samples }];
  });
  const own = measured.find(entry => entry.samples === samples);
  if (new Set(others.map(({ size }) => size)).size < 2)
    return own ? thresholdAmongSizes(own.bySize, bound) : null;
  const { slope, intercept } = linearTrend(
    others.map(({ size }) => Math.log(size)),
    others.map(({ samples }) => Math.log(samples)),
  );
  // A complexity that does not grow with the size tells of no size.
  return slope.value > 0 ? Math.exp((Math.log(samples) - intercept) / slope.value) : null;
}

/** The threshold, unless all sizes are beyond it. */
function thresholdAmongSizes(bySize: TrainErrors, bound: number): number | null {
  return bySize.errors.some(error => isAbove(error, bound)) ? interpolationThreshold(bySize, bound) : null;
}
