/** Places of a peak on a curve: indices, `valley` < `peak` < `trough`. */
export interface PeakPlaces {
  readonly valley: number;
  readonly peak: number;
  readonly trough: number;
}

/**
 * The places that come nearest to a peak: those with the largest min(rise, fall), where the valley is the lowest place
 * before the peak and the trough the lowest after it. Of a curve without a peak the smaller of the two is not above 0.
 * @param curve at least three values.
 */
export function peakPlaces(curve: readonly number[]): PeakPlaces {
  const troughs = lowestAfter(curve);
  let best: PeakPlaces = { valley: 0, peak: 1, trough: troughs[1]! };
  let bestHeight = Number.NEGATIVE_INFINITY;
  let valley = 0;
  for (let peak = 1; peak < curve.length - 1; peak++) {
    if (curve[peak - 1]! < curve[valley]!) valley = peak - 1;
    const places = { valley, peak, trough: troughs[peak]! };
    const height = Math.min(riseTo(curve, places), fallFrom(curve, places));
    if (height > bestHeight) {
      best = places;
      bestHeight = height;
    }
  }
  return best;
}

export function riseTo(curve: readonly number[], { valley, peak }: PeakPlaces): number {
  return curve[peak]! - curve[valley]!;
}

export function fallFrom(curve: readonly number[], { peak, trough }: PeakPlaces): number {
  return curve[peak]! - curve[trough]!;
}

/** For each place but the last the lowest place after it, the first of equals. */
function lowestAfter(curve: readonly number[]): number[] {
  const after: number[] = [];
  let lowest = curve.length - 1;
  for (let index = curve.length - 2; index >= 0; index--) {
    if (curve[index + 1]! <= curve[lowest]!) lowest = index + 1;
    after[index] = lowest;
  }
  return after;
}
