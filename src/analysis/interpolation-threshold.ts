/** Mean train errors along a line of growing models, or of growing training sets. */
export interface TrainErrors {
  /** Model sizes or numbers of drawings, ascending, above 0. */
  readonly places: readonly number[];
  /** Share of training drawings that are told wrong, mean over runs; one a place. */
  readonly errors: readonly number[];
  /** Drawings that an error was counted on, all runs together; one a place. It says how small an error can be seen. */
  readonly counted: readonly number[];
}

/**
 * The interpolation threshold: the size from which on all larger models learn their drawings by heart, that is, have a
 * train error of at most `bound`. Between the last size above the bound and the next it is interpolated, log error
 * against log size; see `crossing`.
 * @param trainErrors places are model sizes.
 * @returns null where not even the largest does; the smallest size where all do, which then is an upper bound.
 */
export function interpolationThreshold(trainErrors: TrainErrors, bound: number): number | null {
  const { places, errors } = trainErrors;
  const lastAbove = errors.findLastIndex(error => isAbove(error, bound));
  if (lastAbove === places.length - 1) return null;
  return lastAbove < 0 ? places[0]! : crossing(trainErrors, lastAbove, bound);
}

/** Whether an error is above the bound. One drawing of 1,000 is not above 0.001, though 1 − 0.999 is, by a rounding. */
export function isAbove(error: number, bound: number): boolean {
  return error > bound * (1 + 1e-9);
}

/**
 * Where the error crosses `bound` between a place and the next: log error is taken as straight against log place, since
 * errors near the threshold fall by factors, not by differences. An error of 0 has no logarithm. It says that fewer
 * than one drawing of those counted was wrong, and is taken as half a drawing, or as half the bound if that is less, so that the
 * crossing stays between the two places.
 */
export function crossing({ places, errors, counted }: TrainErrors, place: number, bound: number): number {
  const [here, next] = [place, place + 1].map(index =>
    Math.log(errors[index]! || Math.min(0.5 / counted[index]!, bound / 2)),
  ) as [number, number];
  const share = (Math.log(bound) - here) / (next - here);
  return places[place]! * (places[place + 1]! / places[place]!) ** share;
}
