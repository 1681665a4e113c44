import { type Estimate, meanInterval } from './mean-interval.ts';

/**
 * Measures something at a place that is itself chosen by the data, without choosing on what is measured: for each
 * repetition the place is chosen on the mean of the others, and measured on the repetition. A choice on the same
 * values would take their noise for the thing.
 *
 * What is measured of two repetitions is not independent, as each had a say in the other's place. So the interval is
 * that of the corrected resampled t-test: the mean ± t(0.975, n − 1) · s · √(1/n + 1/(n − 1)), which is √(1 + n/(n − 1))
 * times as wide as Student's.
 * Source: Nadeau and Bengio, Inference for the Generalization Error, Machine Learning 2003, with one repetition
 * measured on and n − 1 chosen on.
 * @param values [repetition][point]. The interval of a single repetition, on which its place is chosen too, is unbounded.
 * @param choose a place on a mean curve; null where there is none.
 * @param measure numbers of a repetition's curve at that place, by name.
 * @returns the mean of each number over the repetitions; null where a choice found no place.
 */
export function crossFit<Place, Name extends string>(
  values: readonly (readonly number[])[],
  choose: (mean: readonly number[]) => Place | null,
  measure: (curve: readonly number[], place: Place) => Readonly<Record<Name, number>>,
): Record<Name, Estimate> | null {
  const measured: Readonly<Record<Name, number>>[] = [];
  for (const curve of values) {
    const others = values.length > 1 ? values.filter(other => other !== curve) : values;
    const place = choose(meanCurve(others));
    if (place === null) return null;
    measured.push(measure(curve, place));
  }
  const names = Object.keys(measured[0]!) as Name[];
  return Object.fromEntries(
    names.map(name => [name, widened(measured.map(numbers => numbers[name]))]),
  ) as Record<Name, Estimate>;
}

/** Mean over repetitions, point by point. @param values [repetition][point]. */
export function meanCurve(values: readonly (readonly number[])[]): number[] {
  return values[0]!.map((_, point) => values.reduce((sum, curve) => sum + curve[point]!, 0) / values.length);
}

function widened(values: readonly number[]): Estimate {
  const { value, low, high, runs } = meanInterval(values);
  if (runs === 1) return { value, low, high };
  const half = (high - value) * Math.sqrt(1 + runs / (runs - 1));
  return { value, low: value - half, high: value + half };
}
