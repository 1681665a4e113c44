// exp, ln, tanh and the logistic function of four floats at once, from +, −, ×, ÷ and integer operations alone, so that their
// bits are the same on every host. Polynomials: Cephes (Moshier), single precision; errors about one unit in the last place.

const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

// @ts-ignore: decorator
@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** a · b + c, rounded twice. */
// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** 2ⁿ for whole n from −126 to 127, given as integers. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** eˣ = 2ⁿ · eʳ with n = round(x / ln 2), |r| ≤ ln 2 / 2. 0 and ∞ beyond float32's range; subnormal results are right too. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, splat(88.8)), splat(-104));
  const n = f32x4.nearest(f32x4.mul(x, splat(1.44269504088896341)));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, splat(LN2_HIGH))), f32x4.mul(n, splat(LN2_LOW)));
  let p = madd(splat(1.9875691500e-4), r, splat(1.3981999507e-3));
  p = madd(p, r, splat(8.3334519073e-3));
  p = madd(p, r, splat(4.1665795894e-2));
  p = madd(p, r, splat(1.6666665459e-1));
  p = madd(p, r, splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), splat(1));
  const exponent = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

/** ln x = n · ln 2 + ln m with m from √½ to √2. −∞ at 0, NaN below; subnormal x are right too. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const subnormal = f32x4.lt(x, splat(1.17549435e-38));
  const bits = v128.bitselect(f32x4.mul(x, splat(8388608)), x, subnormal);
  const shifted = i32x4.add(bits, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const whole = i32x4.sub(i32x4.shr_s(shifted, 23), i32x4.splat(127));
  const n = f32x4.sub(f32x4.convert_i32x4_s(whole), v128.and(subnormal, splat(23)));
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const m = f32x4.sub(mantissa, splat(1));
  const square = f32x4.mul(m, m);
  let p = madd(splat(7.0376836292e-2), m, splat(-1.1514610310e-1));
  p = madd(p, m, splat(1.1676998740e-1));
  p = madd(p, m, splat(-1.2420140846e-1));
  p = madd(p, m, splat(1.4249322787e-1));
  p = madd(p, m, splat(-1.6668057665e-1));
  p = madd(p, m, splat(2.0000714765e-1));
  p = madd(p, m, splat(-2.4999993993e-1));
  p = madd(p, m, splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), square);
  p = f32x4.sub(f32x4.add(p, f32x4.mul(n, splat(LN2_LOW))), f32x4.mul(square, splat(0.5)));
  const result = f32x4.add(f32x4.add(m, p), f32x4.mul(n, splat(LN2_HIGH)));
  // Outside (0, ∞): ∞ and NaN stay, 0 gives −∞, negative numbers NaN.
  const zeroOrLess = v128.bitselect(splat(-<f32>Infinity), splat(<f32>NaN), f32x4.eq(x, splat(0)));
  const special = v128.bitselect(x, zeroOrLess, f32x4.gt(x, splat(0)));
  const inside = v128.and(f32x4.gt(x, splat(0)), f32x4.lt(x, splat(<f32>Infinity)));
  return v128.bitselect(result, v128.bitselect(x, special, f32x4.ne(x, x)), inside);
}

/** ln(1 + x), with the digits of a small x kept: what 1 + x lost is made good in proportion (Kahan). */
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 {
  const one = splat(1);
  const sum = f32x4.add(one, x);
  const scaled = f32x4.mul(log(sum), f32x4.div(x, f32x4.sub(sum, one)));
  return v128.bitselect(x, scaled, f32x4.eq(sum, one));
}

/** tanh x: an odd polynomial up to 0.625, beyond it 1 − 2 / (e²ˣ + 1). */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(exp(f32x4.add(size, size)), splat(1))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  const square = f32x4.mul(x, x);
  let p = madd(splat(-5.70498872745e-3), square, splat(2.06390887954e-2));
  p = madd(p, square, splat(-5.37397155531e-2));
  p = madd(p, square, splat(1.33314422036e-1));
  p = madd(p, square, splat(-3.33332819422e-1));
  return v128.bitselect(signed, madd(f32x4.mul(p, square), x, x), f32x4.ge(size, splat(0.625)));
}

/** 1 / (1 + e⁻ˣ), without overflow: from e^−|x|, so that small results keep their digits. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const small = exp(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(splat(1), small, f32x4.ge(x, splat(0)));
  return f32x4.div(numerator, f32x4.add(splat(1), small));
}
