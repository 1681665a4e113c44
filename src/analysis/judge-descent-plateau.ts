/** Where a plateau begins and ends: indices of inner places, `from` < `to`. */
export interface PlateauPlaces {
  readonly from: number;
  readonly to: number;
}

/** How steep a curve is on the three stretches that a plateau cuts it into, per doubling of the size. */
export interface PlateauSlopes {
  readonly before: number;
  readonly middle: number;
  readonly after: number;
}

/**
 * The places that come nearest to a plateau: those with the largest min(middle − before, middle − after) of the slopes,
 * among those before and after which the curve falls.
 * @param logSizes log2 of the sizes, ascending.
 * @returns null where the curve slows down and speeds up again nowhere.
 */
export function plateauPlaces(logSizes: readonly number[], curve: readonly number[]): PlateauPlaces | null {
  const last = curve.length - 1;
  const slope = (from: number, to: number) => slopeBetween(logSizes, curve, from, to);
  let best: PlateauPlaces | null = null;
  let bestChange = 0;
  for (let from = 1; from < last - 1; from++) {
    const before = slope(0, from);
    if (before >= 0) continue;
    for (let to = from + 1; to < last; to++) {
      const after = slope(to, last);
      if (after >= 0) continue;
      const change = slope(from, to) - Math.max(before, after);
      if (change > bestChange) {
        best = { from, to };
        bestChange = change;
      }
    }
  }
  return best;
}

export function plateauSlopes(
  logSizes: readonly number[],
  curve: readonly number[],
  { from, to }: PlateauPlaces,
): PlateauSlopes {
  return {
    before: slopeBetween(logSizes, curve, 0, from),
    middle: slopeBetween(logSizes, curve, from, to),
    after: slopeBetween(logSizes, curve, to, curve.length - 1),
  };
}

function slopeBetween(logSizes: readonly number[], curve: readonly number[], from: number, to: number) {
  return (curve[to]! - curve[from]!) / (logSizes[to]! - logSizes[from]!);
}
