const LN2_HIGH = 0.6931471803691238; // the leading 33 bits of ln 2, so that n × LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 13;
/** Below it eˣ is no normal number; it counts as 0. */
const LOWEST = -708;

const power = new Float64Array(1);
const powerWords = new Uint32Array(power.buffer);
const HIGH_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * eˣ for x ≤ 0, within 2 units in the last place.
 *
 * `Math.exp` is not used for results: the language leaves its last bits to each engine. This is 2ⁿ · eʳ with n = round(x / ln 2) and
 * Taylor's series of eʳ, |r| ≤ ln 2 / 2, where the terms left out are below 2^−57.
 */
export function exponential(x: number): number {
  if (!(x >= LOWEST)) return x < LOWEST ? 0 : x;
  const n = Math.round(x / Math.LN2);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let series = 1;
  for (let term = TERMS; term >= 1; term--) series = 1 + (r / term) * series;
  powerWords[HIGH_WORD] = (n + 1023) << 20;
  return series * power[0]!;
}
