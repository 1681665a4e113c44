const scratch = new DataView(new ArrayBuffer(8));
const LN2_HIGH = 0.6931471803691238; // the leading 33 bits of ln 2, so that exponent × LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;
const SERIES_TERMS = 11;

/**
 * ln x for a positive, normal x, within 2 units in the last place.
 *
 * `Math.log` is not used for results: the language leaves its last bits to each engine. This is the series
 * ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …), s = (m − 1)/(m + 1), of the mantissa m in [√½, √2), where
 * |s| < 0.172 and the terms left out are below 2^−60.
 */
export function naturalLog(x: number): number {
  scratch.setFloat64(0, x);
  const high = scratch.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  scratch.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = scratch.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let term = SERIES_TERMS; term >= 1; term--) series = series * square + 1 / (2 * term + 1);
  return exponent * LN2_HIGH + (2 * s + (2 * s * square * series + exponent * LN2_LOW));
}
