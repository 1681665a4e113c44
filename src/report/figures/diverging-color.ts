const ZERO = [247, 247, 245] as const;
const POSITIVE = [20, 88, 160] as const;
const NEGATIVE = [190, 92, 8] as const;

/** Blue for 1, nearly white for 0, orange for −1, as red, green and blue. */
export function divergingColor(value: number): number[] {
  const end = value >= 0 ? POSITIVE : NEGATIVE;
  const share = Math.min(1, Math.abs(value));
  return ZERO.map((from, channel) => Math.round(from + share * (end[channel]! - from)));
}
