/** Two places of a curve, `from` before `to`. */
export interface RisePlaces {
  readonly from: number;
  readonly to: number;
}

/** The largest rise between two places, whatever follows; of a curve that falls all the way, its least fall. @param curve at least two values. */
export function risePlaces(curve: readonly number[]): RisePlaces {
  let best: RisePlaces = { from: 0, to: 1 };
  let lowest = 0;
  for (let to = 1; to < curve.length; to++) {
    if (curve[to - 1]! < curve[lowest]!) lowest = to - 1;
    if (curve[to]! - curve[lowest]! > curve[best.to]! - curve[best.from]!) best = { from: lowest, to };
  }
  return best;
}
